"""Sums over answers and encounters rolled up along the tree of units: of each day, or of one day for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

    from servewell.engines.lake.measures import Question


def tree(*, places: ibis.Table, closed: ibis.Table, question: Question) -> ibis.Table:
    """Where units count: as they stood day by day, or throughout the question's days as on the one it asks for."""
    import ibis

    if question.tree_on is None:
        return places
    on = ibis.literal(question.tree_on, "date")
    every = places.union(closed)
    standing = every.filter(every.from_day <= on, every.until_day > on)
    return standing.select(
        "ancestor",
        "unit",
        from_day=ibis.literal(question.from_day, "date"),
        until_day=ibis.literal(question.until_day, "date"),
    ).distinct()


def slices(*, places: ibis.Table, question: Question) -> ibis.Table:
    """Each day with its period and its slice, the first day since which neither the period nor the tree has changed.

    Adding up by slice instead of by day makes a month of answers one row for each unit, and still lets a unit that
    moved in mid-month count for its old parent before and for its new one after.
    """
    import ibis

    first, until = (ibis.literal(day, "date") for day in (question.from_day, question.until_day))
    days = ibis.range(first.cast("timestamp"), until.cast("timestamp"), ibis.interval(days=1)).unnest()
    days = days.cast("date").name("day").as_table()
    days = days.mutate(period=days.day.truncate(question.by.unit))
    changes = places.select(edge=places.from_day).union(places.select(edge=places.until_day)).distinct()
    opens = (days.day == days.period) | (days.day == first) | days.day.isin(changes.edge)
    marked = days.mutate(opened=ibis.ifelse(opens, days.day, ibis.null("date")))
    so_far = ibis.cumulative_window(order_by=marked.day)
    return marked.select("day", "period", slice=marked.opened.max().over(so_far))


def rolled_up(*, sums: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    """The sums of every unit below, under each unit asked for; as they are where none is asked for."""
    import ibis

    if question.units:
        places = places.filter(places.ancestor.isin(question.units))
    standing = [sums.unit == places.unit, places.from_day <= sums.slice, places.until_day > sums.slice]
    if question.is_per_unit:
        return sums.inner_join(places, standing).select(
            *(sums[name] for name in sums.columns if name != "unit"), unit=places.ancestor
        )
    if question.units:
        return sums.semi_join(places, standing).mutate(unit=ibis.null("int64"))
    return sums.mutate(unit=ibis.null("int64"))


def below(*, rows: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    """Only an early thinning: on which days a unit stood below the asked ones is decided when rolling up."""
    if not question.units:
        return rows
    return rows.filter(rows.unit.isin(places.filter(places.ancestor.isin(question.units)).unit))
