"""spaCy's character classes with the letters they lack: ғ қ ұ.

spaCy's own have the other six Kazakh letters through Tatar and Ukrainian only, so every stock
rule that asks "after a letter?" fails beside these: a full stop stays glued to `алаяқтық.`.
"""

from __future__ import annotations

from spacy.lang import char_classes as stock

_LOWER = "ғқұ"
_UPPER = "ҒҚҰ"

ALPHA_LOWER = stock.ALPHA_LOWER + _LOWER
ALPHA_UPPER = stock.ALPHA_UPPER + _UPPER
ALPHA = stock.ALPHA + _LOWER + _UPPER
