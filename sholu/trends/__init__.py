"""Counts over time: how much was published on what, beside what could be seen at all.

Days are those of the setting's time zone, as they were when the article was kept. A period in
which no source answered and from which no article came is a gap, never a zero.
"""

from sholu.trends.count import Ask, trend
from sholu.trends.cover import Cover, covers
from sholu.trends.ground import FIELD_OF, ground
from sholu.trends.periods import BY, By, Period, periods
from sholu.trends.series import Point, Series, Trend

__all__ = [
    "BY",
    "FIELD_OF",
    "Ask",
    "By",
    "Cover",
    "Period",
    "Point",
    "Series",
    "Trend",
    "covers",
    "ground",
    "periods",
    "trend",
]
