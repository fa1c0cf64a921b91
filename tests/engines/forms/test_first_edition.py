"""What was published before there was a second edition reads, renders and scores as on its first day."""

from servewell.engines import forms
from tests.engines.forms.old_forms import told

# as the engine told it before it knew a second edition
WRITTEN_DOWN = {
    "document": "33477e8871417aece2268469324e3c40d42ddcd4aaf1e2d46ebc630888e5fa1e",
    "delivered": "4bfbcfe9f697836f415305a3ba114cc999061a749e0eabab2f7ad9d5b7942a47",
    "checked": "1922a8203b8a5641a321ea0a16cd81bbd71fe7215fa77b746743b3822dcc16dc",
    "kept": "0c70945acd47a01bd343d1d99ebb80c341dacb15a4b537c44e3a95eeaa93f9d4",
    "scores": "62de78368033591a186ddb6d8451a7fc33bc6ccca50dcdc2712b1ffb526da72a",
    "derivations": "fe31535dbf2cde7b96b3d0d95b39c85d804b6924e6448c17c27f2e8fd87e7abf",
    "mean": 0.4411785714285715,
}


def test_documents_answers_and_scores_of_the_first_edition_are_what_they_were():
    assert told(forms) == WRITTEN_DOWN
