"""Texts that users type or paste: cleaned of invisible characters, and refused where they could mislead or do harm."""

import re
import unicodedata

from tracker.errors import Invalid

# Control characters other than tab and line ends; lone surrogates; the bidirectional overrides and isolates (a text
# that displays differently from what it says, CVE-2021-42574); and code points that XML, and so every document
# format, forbids.
_REFUSED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_SPACES = re.compile("[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = ("\u200b", "\u2060", "\ufeff")  # zero-width space, word joiner, byte order mark
_C1 = re.compile("[\x80-\x9f]")
_MARKS = re.compile(r"[^\w%]+|_+")
_WINDOWS_1252 = {
    code: found for code in range(0x80, 0xA0) if (found := bytes([code]).decode("windows-1252", errors="ignore"))
}
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})

LONGEST = 20_000  # characters of a text of several lines


def line(what: str, text: str, limit: int = 500) -> str:
    """A text of one line: NFC, trimmed, runs of white space (also no-break spaces, tabs, line ends) become one space.

    Zero-width spaces, word joiners and byte order marks are dropped. Raises Invalid for an empty result, for more than
    `limit` characters, and for control characters, lone surrogates and bidirectional overrides, naming the code point.
    Right-to-left letters are allowed.
    """
    clean = text.strip(" ") if _plain(text) else " ".join(_checked(what, text).split())
    return _bounded(what, text, clean, limit)


def prose(what: str, text: str, limit: int = LONGEST) -> str:
    """A text of several lines, under the same rules as `line`, except that tabs and line ends stay; these as "\\n".

    Runs of spaces become one, and no line ends in white space.
    """
    if _plain(text):
        return _bounded(what, text, text.strip(" "), limit)
    lines = _LINE_ENDS.sub("\n", _checked(what, text)).split("\n")
    return _bounded(what, text, "\n".join(_SPACES.sub(" ", each).rstrip() for each in lines).strip(), limit)


def verbatim(what: str, text: str, limit: int = LONGEST) -> str:
    """What somebody said, as typed (verbatim): only line ends become "\\n", and blank ends are removed.

    Raises Invalid as `line` does.
    """
    _checked(what, text)
    return _bounded(what, text, _LINE_ENDS.sub("\n", text).strip(), limit, composed=False)


def readable(name: str) -> str:
    r"""A name of a file, or what else the system gave, as a text: bytes that are not UTF-8 are spelled out (`\xe9`)."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return name.encode("utf-8", "backslashreplace").decode("utf-8")


def as_windows_1252(text: str) -> str:
    """The text with every C1 control character (U+0080-009F) as the character of windows-1252 that it was.

    Programs that take windows-1252 for ISO 8859-1 make these of dashes and quotation marks. The five codes that
    windows-1252 does not use stay as they are.
    """
    return text.translate(_WINDOWS_1252) if _C1.search(text) else text


def fold(text: str) -> str:
    """`text` without case and accents, for searching and sorting: "Peñón" becomes "penon", "ÅSGARD" "asgard"."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in folded if not unicodedata.combining(c)).translate(_LETTERS)


def name_key(text: str) -> str:
    """The key that names share if they differ only in case, accents and punctuation."""
    return " ".join(_MARKS.sub(" ", fold(text)).split())


def _plain(text: str) -> bool:
    """Whether there is nothing to clean but the ends; this is true of most texts, and there are many."""
    return text.isascii() and text.isprintable() and "  " not in text


def _checked(what: str, text: str) -> str:
    found = _REFUSED.search(text)
    if found and "\udc80" <= found[0] <= "\udcff":
        raise Invalid(what, text, "is not UTF-8 text", "the same text in UTF-8: check the settings of the terminal")
    if found:
        why = f"contains the character U+{ord(found[0]):04X}, which is not allowed in text"
        raise Invalid(what, text, why, "the text without it")
    for character in _INVISIBLE:
        text = text.replace(character, "")
    return text


def _bounded(what: str, given: str, text: str, limit: int, *, composed: bool = True) -> str:
    # NFC makes at most four characters into one, and takes quadratic time on endless accents: check the length first.
    if composed and len(text) <= 4 * limit:
        text = unicodedata.normalize("NFC", text)
    if len(text) > limit:
        raise Invalid(what, given, f"is {len(text):,} characters long", f"at most {limit:,} characters")
    if not text:
        raise Invalid(what, given, "is empty", "a text")
    return text


def plural(noun: str) -> str:
    """The plural of a noun: `rows`, `activities`; that of `series` and `criteria` is the same."""
    if noun.endswith("s") or noun == "criteria":
        return noun
    return f"{noun[:-1]}ies" if re.search("[^aeou]y$", noun) else f"{noun}s"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "2,345 rows"."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"
