"""How somebody without e-mail comes in: a printed card, a PIN of their own, a pledge to read and sign."""

import re

from tests.programmes.visitor import Visitor

NEWCOMER, LEADER = "1120", "1101"  # 陈晓 begins in five days at 李文博's hotel and has no e-mail
NAME, PIN = "陈晓", "402817"
OWN_WORDS = "我会先听完，再动手。"
PLEDGE = "/pledges/service-pledge"


def a_card(leader: Visitor) -> str:
    """The code that the leader prints for the newcomer."""
    leader.open("/team").press(NEWCOMER)
    return next(each.text for each in leader.page.all("dd") if re.fullmatch(r"\w{4}( \w{4})+", each.text))


def activated(code: str) -> Visitor:
    phone = Visitor("zh-CN").open(f"/activate?number={NEWCOMER}")
    return phone.send("code", code=code, pin=PIN, pin_again=PIN)


def signed(phone: Visitor, words: str = OWN_WORDS, name: str = NAME) -> Visitor:
    return phone.open(PLEDGE).send("own_words", own_words=words, typed_name=name)
