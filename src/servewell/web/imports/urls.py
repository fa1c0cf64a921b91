from django.urls import path

from servewell.base import links
from servewell.web.imports import pages
from servewell.web.imports.actions import bringing, deciding, taking
from servewell.web.kit.methods import page_and_action

ONE = links.IMPORT.route
ROW = f"{ONE}/held/<int:row>"

bring = page_and_action(pages.bring, bringing.bring)
bring.csrf_exempt = True  # type: ignore[attr-defined]  # it looks at the form's secret once the file lies on the disk

app_name = "imports"
urlpatterns = [
    path(links.IMPORTS.route, pages.imports, name="imports"),
    path(f"{links.IMPORTS.route}/bring", bring, name="bring"),
    path(f"{links.IMPORTS.route}/begin", bringing.begin, name="begin"),
    path(ONE, pages.whole_import, name="import"),
    path(f"{ONE}/part", page_and_action(pages.how_much, bringing.add_part), name="part"),
    path(f"{ONE}/end", bringing.end, name="end"),
    path(f"{ONE}/file", page_and_action(pages.file, deciding.file), name="file"),
    path(f"{ONE}/columns", page_and_action(pages.columns, deciding.columns), name="columns"),
    path(f"{ONE}/questions", page_and_action(pages.questions, deciding.questions_and_scales), name="questions"),
    path(f"{ONE}/units", page_and_action(pages.units, deciding.units), name="units"),
    path(f"{ONE}/when", page_and_action(pages.when, deciding.when), name="when"),
    path(f"{ONE}/same", page_and_action(pages.same, deciding.same), name="same"),
    path(f"{ONE}/preview", pages.preview, name="preview"),
    path(f"{ONE}/summary", pages.summary, name="summary"),
    path(f"{ONE}/settle", deciding.settle, name="settle"),
    path(f"{ONE}/recipe", page_and_action(pages.recipe, deciding.recipe), name="recipe"),
    path(f"{ONE}/recipe.yaml", pages.recipe_file, name="recipe_file"),
    path(f"{ONE}/like", deciding.like, name="like"),
    path(f"{ONE}/take-in", taking.take_in, name="take_in"),
    path(f"{ONE}/withdraw", taking.withdraw, name="withdraw"),
    path(f"{ONE}/again", bringing.again, name="again"),
    path(f"{ONE}/forget", bringing.forget, name="forget"),
    path(f"{ONE}/held", pages.held, name="held"),
    path(f"{ONE}/held.csv", pages.held_file, name="held_file"),
    path(f"{ONE}/held/same-for-all", taking.same_for_all, name="same_for_all"),
    path(f"{ROW}/take", taking.take_held, name="take_held"),
    path(f"{ROW}/drop", taking.drop_held, name="drop_held"),
]
