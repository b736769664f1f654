"""What can be said: literal sentences, and what was meant by one of them.

Home Assistant's sentence trigger takes sentences without lists of names, and says only
that one of them was heard. So the names are written out for it, and the same sentences
tell here which one it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any, Final
import unicodedata

from hassil import Intents, TextSlotList, recognize_all
from hassil.intents import SlotList
from hassil.parse_expression import parse_sentence
from hassil.util import (
    PUNCTUATION_END,
    PUNCTUATION_END_WORD,
    PUNCTUATION_START,
    PUNCTUATION_START_WORD,
    normalize_text,
    remove_punctuation,
)

KINDS: Final = ("take", "take_all", "take_here", "when")

# What Home Assistant does not accept in a sentence.
_PUNCTUATION: Final = (
    PUNCTUATION_START,
    PUNCTUATION_END,
    PUNCTUATION_START_WORD,
    PUNCTUATION_END_WORD,
)

# An article before a name, and the word for a camera before or after it: the sentences
# have their own.
_ARTICLE: Final = re.compile(
    r"^(?:the|my|our|der|die|das|le|la|les|el|los|las|il|lo|gli|i|het|de)\s+|^l'",
    re.IGNORECASE,
)
_CAMERA: Final = re.compile(
    r"[\s-]*\b(?:camera|kamera|caméra|cámara|telecamera|videocamera)$|"
    r"(?<=\w)(?:kamera|camera)$|"
    r"^(?:camera|kamera|caméra|cámara|telecamera|videocamera)\s+"
    r"(?:(?:de la|de|du|des|del|della|dell'|di|d')(?:\s+|(?<=')))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Command:
    """What somebody wants.

    Attributes:
        language: The language of the sentence.
        kind: One of KINDS.
        targets: For each name that was said, the entity IDs that go by it.
    """

    language: str
    kind: str
    targets: tuple[tuple[str, ...], ...]


def spoken_forms(name: str) -> set[str]:
    """Return the forms in which a name is typed or heard, in small letters."""
    # Nobody says a backslash, and it would not come back from the sentence.
    full = remove_punctuation(normalize_text(name.replace("\\", " "))).strip()
    words = " ".join(re.sub(r"[^\w']|_", " ", full).split())
    forms = {full, words, _without_accents(words)}
    return {form.lower() for form in forms if form.strip("' ")}


def bare_name(name: str) -> str:
    """Return a name without its article, and without the word for a camera."""
    return _ARTICLE.sub("", _CAMERA.sub("", _ARTICLE.sub("", name.strip()))).strip()


def _without_accents(text: str) -> str:
    """Return a text as those type it who leave the accents out."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(one for one in decomposed if not "\u0300" <= one <= "\u036f")


class Grammar:
    """The sentences of all languages about the cameras that go by some names."""

    def __init__(
        self, languages: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Set up the sentences, which takes a while with many names.

        Args:
            languages: What the files in `spoken` hold, by language.
            names: For each spoken form of a name the entity IDs that go by it.

        Raises:
            ParseError: Home Assistant could not parse one of the sentences.
        """
        literals = {
            literal: entity_ids
            for name, entity_ids in names.items()
            if (literal := _escape(name))
        }
        alternatives = f"({'|'.join(literals)})"
        templates = {
            f"{language}.{kind}": [
                _expand(sentence, words["rules"]) for sentence in words[kind]
            ]
            for language, words in languages.items()
            for kind in KINDS
        }
        self.sentences = [
            sentence.replace("{camera}", alternatives)
            for sentences in templates.values()
            for sentence in sentences
            if literals
        ]
        for sentence in self.sentences:
            parse_sentence(sentence)
        self._intents = Intents.from_dict(
            {
                "language": "en",
                "intents": {
                    key: {"data": [{"sentences": sentences}]}
                    for key, sentences in templates.items()
                },
            }
        )
        self._lists: dict[str, SlotList] = {
            "camera": TextSlotList.from_tuples(literals.items(), name="camera")
        }

    def understand(self, text: str) -> Command | None:
        """Return what one of the sentences means, None for any other.

        The longest names are meant, since a camera may be called as another begins.
        """
        best = max(
            recognize_all(text, self._intents, slot_lists=self._lists),
            key=lambda result: sum(len(entity.text) for entity in result.entities_list),
            default=None,
        )
        if best is None:
            return None
        language, _, kind = best.intent.name.partition(".")
        return Command(
            language, kind, tuple(entity.value for entity in best.entities_list)
        )


def _expand(sentence: str, rules: Mapping[str, str]) -> str:
    """Return a sentence with its rules written out."""
    while "<" in sentence:
        sentence = re.sub(r"<(\w+)>", lambda rule: rules[rule[1]], sentence)
    return sentence


def _escape(name: str) -> str:
    """Return a name as a sentence has it; empty if Home Assistant would refuse it."""
    literal = re.sub(r"([()\[\]{}<>|;])", r"\\\1", name)
    is_refused = any(pattern.search(literal) for pattern in _PUNCTUATION)
    return "" if is_refused else literal
