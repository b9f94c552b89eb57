"""The notation of terms, by what it finds in text."""

from __future__ import annotations

import pytest
from topic_probe import probe

from nlp.topic import Matcher, TermError, explain, tag_text
from nlp.topic.terms import parse, words_of


def found(term: str, lang: str, text: str, spoken: str | None = None) -> list[str]:
    """The words of the text that a strong term of that language finds."""
    matcher = Matcher({"probe": probe(strong={lang: [term]})})
    tags = tag_text(matcher, "", text, None, spoken or lang)
    return [span.text for tag in tags for span in tag.evidence]


@pytest.mark.parametrize(
    ("term", "lang", "text", "expected"),
    [
        # By key: inflected forms.
        ("заң", "kk", "Жаңа заңдарымызға өзгеріс енгізілді.", ["заңдарымызға"]),
        ("заң", "kk", "Заңнама мен заңгер басқа сөздер.", []),
        ("закон", "ru", "О законах спорят.", ["законах"]),
        # Several words, in order; a hyphen parts words.
        ("искусственный интеллект", "ru", "Искусственного интеллекта мало.",
         ["Искусственного интеллекта"]),
        ("искусственный интеллект", "ru", "Интеллект искусственный.", []),
        ("онлайн-платформа", "ru", "Две онлайн-платформы и онлайн платформа.",
         ["онлайн-платформы", "онлайн платформа"]),
        ("закон банк", "ru", "Это закон. Банк закрыт.", []),
        # Exactly so.
        ("=ИИ", "ru", "ИИ-сервис и Ии, ИИН и ии.", ["ИИ"]),
        ("=ЖИ", "kk", "ЖИ-дің күші", ["ЖИ"]),
        # Any ending; к, қ, п are voiced in Kazakh.
        ("дипфейк*", "kk", "Оның дипфейгі тарады, дипфейктерге сенбеңіз.",
         ["дипфейгі", "дипфейктерге"]),
        ("дипфейк*", "ru", "дипфейгі", []),
        ("нейросет*", "ru", "нейросетевой, сеть", ["нейросетевой"]),
        # Alternatives of words and phrases.
        ("(жалған|қолдан жасалған) бейне", "kk", "Қолдан жасалған бейнені, жалған бейнені көрді.",
         ["Қолдан жасалған бейнені", "жалған бейнені"]),
        # Words between.
        ("закон .. (=ИИ|искусственный интеллект)", "ru",
         "Закон Республики Казахстан «Об искусственном интеллекте» принят.",
         ["Закон Республики Казахстан «Об искусственном интеллекте"]),
        ("закон .. =ИИ", "ru", "Закон раз два три четыре пять ИИ.", []),
        # Latin script and numbers, as they are.
        ("TikTok", "ru", "Сеть TIKTOK.", ["TIKTOK"]),
        ("641 1 бап", "kk", "Кодекстің 641-1-бабы.", ["641-1-бабы"]),
    ],
)  # fmt: skip
def test_a_term_finds(term: str, lang: str, text: str, expected: list[str]) -> None:
    assert found(term, lang, text) == expected


@pytest.mark.parametrize(
    ("term", "lang", "text", "spoken", "expected"),
    [
        ("дипфейк*", "ru", "Бұл дипфейк-видео.", "kk", ["дипфейк"]),
        ("=ИИ", "ru", "ИИ туралы айтты.", "kk", ["ИИ"]),
        ("Telegram", "en", "Telegram-да тарады.", "kk", ["Telegram"]),
        ("заң", "kk", "В документе «Жаңа заң» сказано.", "ru", ["заң"]),
        ("закон об искусственный интеллект", "ru",
         "«Закон об искусственном интеллекте» атты кітап шықты.", "kk", []),
        ("законопроект", "ru", "«Законопроект» сөзі айтылды.", "kk", ["Законопроект"]),
        # Short words alike in both languages stay at home: шар is a ball, шара a measure.
        ("шара", "kk", "Дети купили шары.", "ru", []),
    ],
)  # fmt: skip
def test_mixed_text(term: str, lang: str, text: str, spoken: str, expected: list[str]) -> None:
    matcher = Matcher({"probe": probe(strong={lang: [term]})})
    part = _Part(0, len(text), spoken)
    tags = tag_text(matcher, "", text, [part], spoken)
    assert [span.text for tag in tags for span in tag.evidence] == expected


class _Part:
    """A paragraph with its language."""

    def __init__(self, start: int, end: int, lang: str) -> None:
        self.start, self.end, self.lang = start, end, lang


@pytest.mark.parametrize(
    "term", ["", "..", "a ..", "a .. .. b", "(a", "(a|)", "=", "аб*", "а*б", "(a (b|c))"]
)
def test_a_broken_term_is_refused(term: str) -> None:
    with pytest.raises(TermError):
        parse(term, "ru", {"ru": lambda word, surface: word})


def test_a_term_of_too_many_phrases_is_refused() -> None:
    many = "(" + "|".join(f"один{n} два" for n in range(20)) + ")"
    with pytest.raises(TermError, match="400 phrases; 200 at most"):
        parse(f"{many} {many}", "ru", {"ru": lambda word, surface: word})


def test_words_of_a_term() -> None:
    words = list(words_of("=ИИ <group> .. (видео*|ролик с)"))
    assert words == ["ИИ", "видео", "ролик", "с"]


def test_a_group_stands_for_its_words() -> None:
    matcher = Matcher(
        {
            "probe": probe(
                groups={"ai": {"ru": ["=ИИ", "искусственный интеллект"]}},
                strong={"ru": ["этика <ai>", "(правило|этика) для (<ai>|робот)"]},
            )
        }
    )
    text = "Этика искусственного интеллекта. Правила для роботов. Правила для ИИ."
    (tag,) = tag_text(matcher, "", text, None, "ru")
    assert [span.text for span in tag.evidence] == [
        "Этика искусственного интеллекта", "Правила для роботов", "Правила для ИИ",
    ]  # fmt: skip
    assert tag.evidence[0].term == "этика <ai>"


def test_explain_says_what_was_missing() -> None:
    parts = {
        "weak": {"ru": ["ролик"]},
        "context": {"ru": ["нейросеть"]},
        "not": {"ru": ["старый ролик"]},
    }
    matcher = Matcher({"probe": probe(**parts)})
    text = "Ролик вышел вчера. Показали старый ролик."
    (only,) = explain(matcher, "", text, None, "ru").topics
    assert not only.kept
    assert [reason.note for reason in only.why_not] == [
        "weak, and no context term in its sentence",
        "part of 'старый ролик' (not)",
    ]
    assert only.verdict == "0 of 1 points: its terms stand there, but none counts"
