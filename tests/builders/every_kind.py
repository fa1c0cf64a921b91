"""A survey with a question of every kind, short enough to be asked on one page, and one that branches."""

from collections.abc import Mapping, Sequence

FOUR = ("default", "zh-cn", "zh-tw", "es")


def said(en: str, hans: str, hant: str, es: str) -> dict[str, str]:
    return dict(zip(FOUR, (en, hans, hant, es), strict=True))


def choice(value: str, *words: str) -> dict[str, object]:
    return {"value": value, "text": said(*words)}


CHOICES = [
    choice("speed", "Speed", "速度", "速度", "Rapidez"),
    choice("care", "Care", "细心", "細心", "Cuidado"),
    choice("price", "Price", "价格", "價格", "Precio"),
]
RECOMMEND = {
    "type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10, "isRequired": True,
    "title": said("Would you recommend us?", "您会推荐我们吗？", "您會推薦我們嗎？", "¿Nos recomendaría?"),
    "minRateDescription": said("Not at all", "完全不会", "完全不會", "Nada"),
    "maxRateDescription": said("By all means", "一定会", "一定會", "Sin duda"),
}  # fmt: skip
TABLE = {
    "type": "matrix", "name": "room", "servewell:not-applicable": True,
    "title": said("How was your room?", "您的房间怎么样？", "您的房間如何？", "¿Cómo era su habitación?"),
    "columns": [
        choice("bad", "Bad", "差", "差", "Mala"), choice("fair", "Fair", "一般", "普通", "Regular"),
        choice("good", "Good", "好", "好", "Buena"),
    ],
    "rows": [
        choice("clean", "Cleanliness", "清洁", "清潔", "Limpieza"),
        choice("calm", "Calm", "安静", "安靜", "Tranquilidad"),
    ],
}  # fmt: skip
RANKING = {
    "type": "ranking", "name": "matters", "choices": CHOICES,
    "title": said("What matters most?", "什么最重要？", "什麼最重要？", "¿Qué importa más?"),
}  # fmt: skip
BY_CAR = {
    "type": "dropdown", "name": "came",
    "title": said("How did you come?", "您怎么来的？", "您怎麼來的？", "¿Cómo vino?"),
    "choices": [
        choice("car", "By car", "开车", "開車", "En coche"), choice("train", "By train", "坐火车", "搭火車", "En tren"),
    ],
}  # fmt: skip
DAY = {
    "type": "text", "name": "day", "inputType": "date", "min": "2026-01-01", "max": "2026-12-31",
    "title": said("When were you here?", "您哪天来的？", "您哪天來的？", "¿Cuándo estuvo aquí?"),
}  # fmt: skip
NIGHTS = {
    "type": "text", "name": "nights", "inputType": "number", "min": 1, "max": 30,
    "title": said("How many nights?", "住了几晚？", "住了幾晚？", "¿Cuántas noches?"),
}  # fmt: skip
PHOTO = {
    "type": "file", "name": "photo", "sourceType": "file-camera", "allowMultiple": True, "maxFiles": 2,
    "maxSize": 2_000_000, "title": said("Photos", "照片", "照片", "Fotos"),
}  # fmt: skip
WORDS = {
    "type": "comment",
    "name": "words",
    "title": said("In your own words", "请您说说", "請您說說", "Con sus palabras"),
}
SIGNATURE = {
    "type": "signaturepad",
    "name": "signed",
    "title": said("Your signature", "您的签名", "您的簽名", "Su firma"),
}
CONSENT = {
    "type": "boolean", "name": "may_quote", "servewell:consent": "quoting",
    "title": said(
        "You may quote my words without my name.", "可以不具名引用我的话。", "可以不具名引用我的話。",
        "Pueden citar mis palabras sin mi nombre.",
    ),
}  # fmt: skip
TITLE = said("Your stay", "您的入住", "您的住宿", "Su estancia")


def a_form_of(
    *elements: Mapping[str, object], pages: Sequence[Sequence[Mapping[str, object]]] = ()
) -> dict[str, object]:
    asked = pages or (elements,)
    return {"title": TITLE, "servewell:edition": 2, "pages": [{"elements": list(page)} for page in asked]}


EVERY_KIND = a_form_of(RECOMMEND, TABLE, RANKING, BY_CAR, DAY, NIGHTS, PHOTO, WORDS, SIGNATURE, CONSENT)
WHY_LOW = {
    "type": "comment", "name": "why", "visibleIf": "{recommend} <= 6", "isRequired": True,
    "title": said(
        "Why only {recommend}?", "为什么只给 {recommend} 分？", "為什麼只給 {recommend} 分？",
        "¿Por qué solo {recommend}?",
    ),
}  # fmt: skip
BRANCHING = a_form_of(pages=[[RECOMMEND, WHY_LOW], [TABLE, PHOTO], [{**WORDS, "name": "last"}, CONSENT]])
WIDE = a_form_of(
    pages=[
        [
            RECOMMEND,
            WHY_LOW,
            {**TABLE, "columns": [choice(f"{n}", *["Does not apply"] * 4) for n in range(6)]},
            RANKING,
            BY_CAR,
            WORDS,
        ]
    ]
)
