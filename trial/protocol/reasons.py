"""A reason is a key and its parameters; the sentence is made when the reader's language is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from trial.protocol.decimals import written
from trial.protocol.partial_dates import PartialDate
from trial.protocol.sentences import SENTENCES
from trial.protocol.words import WORDS

LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages, such as the name of a drug."""

    en: str
    fr: str

    def say(self, lang: str) -> str:
        """Give the text in French for "fr", else in English."""
        return self.fr if lang == "fr" else self.en


@dataclass(frozen=True)
class Word:
    """A code of the study, said by its word in the reader's language."""

    code: str

    def say(self, lang: str) -> str:
        """Give the word; a code without one stands for itself."""
        pair = WORDS.get(self.code)
        return self.code if pair is None else pair[lang == "fr"]


FACT_PATH = re.compile(r"(?:medications\[(?P<index>[0-9]+)\]\.|[a-z_]+\.)?(?P<key>[a-z0-9_]+)")


@dataclass(frozen=True)
class FactNames:
    """The facts at these paths, said by their words."""

    paths: tuple[str, ...]

    def say(self, lang: str) -> str:
        """Say all facts, each once."""
        return ", ".join(dict.fromkeys(self._one(path, lang) for path in self.paths))

    @staticmethod
    def _one(path: str, lang: str) -> str:
        match = FACT_PATH.fullmatch(path)
        return Word(match["key"] if match else path).say(lang)


@dataclass(frozen=True)
class Amount:
    """A computed number, with the limit from which its rounding must keep it apart."""

    value: Fraction
    against: Fraction | None = None

    def say(self, lang: str) -> str:
        """Write the number in the reader's habit."""
        return written(self.value, lang, against=self.against)


@dataclass(frozen=True)
class Reason:
    """A sentence to be: its key in the catalogue and what fills it."""

    key: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def say(self, lang: str = "en") -> str:
        """Say the sentence in French for "fr", else in English."""
        template = SENTENCES[self.key][lang == "fr"]
        return template.format_map({name: spoken(value, lang) for name, value in self.parameters.items()})


@dataclass(frozen=True)
class Sequence:
    """Several parts said one after the other."""

    parts: tuple[object, ...]
    separator: str = ", "

    def say(self, lang: str) -> str:
        """Say all parts."""
        return self.separator.join(spoken(part, lang) for part in self.parts)


def because(key: str, **parameters: object) -> Reason:
    """Make a reason."""
    return Reason(key, parameters)


def spoken(value: object, lang: str) -> str:
    """Say one parameter: numbers and dates in the reader's habit, texts as they are."""
    match value:
        case Bilingual() | Word() | Amount() | Reason() | Sequence() | FactNames():
            return value.say(lang)
        case Decimal() | Fraction():
            return written(value, lang)
        case PartialDate():
            return value.french() if lang == "fr" else value.isoformat()
        case datetime():
            return value.strftime("%d/%m/%Y %H:%M") if lang == "fr" else value.isoformat(timespec="minutes")
        case date():
            return value.strftime("%d/%m/%Y") if lang == "fr" else value.isoformat()
        case time():
            return value.strftime("%H:%M")
    return str(value)
