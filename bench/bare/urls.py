"""The bare view: reads the post, inserts copies of the recipe's rows in one transaction, redirects."""

import os
import pickle
import uuid
from pathlib import Path

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251  a page of its own
from django.urls import path

RECIPE = pickle.loads(Path(os.environ["BENCH_RECIPE"]).read_bytes()) if "BENCH_RECIPE" in os.environ else []


def store(request: HttpRequest) -> HttpResponse:
    posted = dict(request.POST.lists())
    assert posted["overall"]
    made: dict[tuple[type[models.Model], object], object] = {}
    with transaction.atomic():
        for model, rows in RECIPE:
            new = [model(**_values(model, row, made)) for row in rows]
            if len(new) == 1:
                new[0].save(force_insert=True)
            else:
                model.objects.bulk_create(new)
            made |= {(model, row["pk"]): each.pk for row, each in zip(rows, new, strict=True)}
    return HttpResponseRedirect("/thanks")


def _values(model: type[models.Model], row: dict, made: dict) -> dict:
    values = {}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.primary_key and not isinstance(field, models.ForeignKey):
            continue
        if field.remote_field:
            value = made.get((field.remote_field.model, value), value)
        elif isinstance(field, models.UUIDField):
            value = uuid.uuid4()
        elif isinstance(field, models.EmailField | models.CharField) and (field.unique or field.name == "folded"):
            value = uuid.uuid4().hex
        values[field.attname] = value
    return values


urlpatterns = [path("post", store)]
