"""A file in which nobody says anything may be stays, jobs and flights, or counts of them: which keys would say so."""

from typing import Final

from servewell.engines.tables.profiling import ColumnProfile, Profile
from servewell.engines.tables.profiling.answer_words import folded
from servewell.engines.tables.recipe import CustomerRule
from servewell.engines.tables.suggesting import names
from servewell.engines.tables.suggesting.drafts import Reasons

_COUNTED: Final = (
    "count counts volume volumes total number guests visitors passengers customers arrivals quantity cantidad numero "
    "visitas huespedes pasajeros clientes"
)
COUNTED: Final = frozenset(_COUNTED.split())
COUNTED_SIGNS: Final = ("人数", "人數", "数量", "數量", "客流", "次数", "次數")
_MET: Final = (
    "booking bookings reservation stay stays job jobs order orders flight flights visit visits arrival arrived "
    "departure checkin checkout guest ticket invoice reserva estancia llegada salida vuelo visita pedido huesped"
)
MET: Final = frozenset(_MET.split())
MET_SIGNS: Final = ("预订", "預訂", "订单", "訂單", "入住", "离店", "離店", "航班", "工单", "工單")


def ask_whether_counted(*, profile: Profile, customer: CustomerRule, reasons: Reasons) -> None:
    """For a draft without items and comments, which no recipe of voices may be."""
    counted = next((each for each in profile.columns if _is_count(each)), None)
    met = next((each for each in profile.columns if _says(each.name, MET, MET_SIGNS)), None)
    if met is not None or customer.email or customer.phone:
        reasons.ask("", _encounters(met))
    elif counted is not None:
        ask = (
            f"This looks like counts (`{counted.name}`), not like what customers said: write `takes: volumes`, "
            f"`volume: {counted.name}` and `kind`."
        )
        reasons.ask("", ask)


def _encounters(met: ColumnProfile | None) -> str:
    seen = f" (`{met.name}`)" if met is not None else ""
    return (
        f"This looks like stays, jobs, flights or visits{seen}, not like what customers said: "
        "write `takes: encounters` and `kind`, and `reference` and `served by` where columns hold them."
    )


def _is_count(column: ColumnProfile) -> bool:
    numbers = column.numbers
    is_number = numbers is not None and numbers.whole * 2 > column.filled
    return is_number and _says(column.name, COUNTED, COUNTED_SIGNS)


def _says(name: str, words: frozenset[str], signs: tuple[str, ...]) -> bool:
    return any(folded(word) in words for word in names.words_in(name)) or any(sign in name for sign in signs)
