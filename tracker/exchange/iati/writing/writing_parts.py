"""The small parts that elements of IATI are made of: texts with their language, organisations, dates, shares."""

from __future__ import annotations

import mimetypes
import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from lxml import etree

from tracker.exchange.iati import LANGUAGE
from tracker.rules.dates import first_day, last_day
from tracker.rules.shares import percent

SCHEMES = ("http", "https", "ftp")
# What may stand in an address as it is; what was escaped stays.
IN_ADDRESSES = "%/:=&?~#+!$,;'@()*-._"
# Of the list OrganisationType; what the register tells apart and IATI does not goes together.
ORGANISATION_TYPES = {
    "bilateral agency": "10",
    "development bank": "40",
    "international organisation": "40",
    "trust fund": "40",
    "customs administration": "10",
    "regional body": "40",
    "government": "10",
    "academic": "80",
    "private sector": "70",
    "non-governmental organisation": "21",
    "other": "90",
}
BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def put(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    """A new element at the end of another."""
    return etree.SubElement(parent, tag, attributes)


def narrative(parent: etree._Element, text: str, language: str | None = None, default: str | None = None) -> None:
    """A text, in a language where that is said and is not the default."""
    element = etree.SubElement(parent, "narrative")
    if language and language != default:
        element.set(LANGUAGE, language)
    element.text = text


def organisation(parent: etree._Element, tag: str, name: str | None, ref: str | None, **more: str | None) -> Any:
    """An organisation by what is known of it; `more` are further attributes, None for what is unknown."""
    element = etree.SubElement(parent, tag)
    for attribute, value in (("ref", ref), *more.items()):
        if value:
            element.set(attribute.replace("_", "-"), value)
    if name:
        narrative(element, name)
    return element


def organisation_type(kind: str) -> str:
    """The code of the list OrganisationType for a kind of organisation."""
    return ORGANISATION_TYPES[kind]


def day(said: str, *, last: bool = False) -> str:
    """The first day of a partial date, or the last."""
    return (last_day(said) if last else first_day(said)).isoformat()


def share(element: etree._Element, part: int | None) -> None:
    """A share as a percentage, where there is one."""
    if part is not None:
        element.set("percentage", percent(part))


def url_of(location: str) -> tuple[str, str] | None:
    """The address of a document and the media type that its ending tells; None for what is on no web site."""
    address = f"https://{location}" if location.lower().startswith("www.") else location
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() not in SCHEMES:
        return None
    whole = BARE_PERCENT.sub("%25", location)
    for said in (location, quote(whole, safe=IN_ADDRESSES), quote(whole, safe=IN_ADDRESSES.replace("#", ""))):
        if _is_uri(said):
            return said, mimetypes.guess_type(parts.path)[0] or ""
    return None


def _is_uri(text: str) -> bool:
    element = etree.Element("uri")
    element.text = text
    return bool(_uri_schema().validate(element))


@lru_cache(maxsize=1)
def _uri_schema() -> etree.XMLSchema:
    """What the schema of IATI asks of an address, for one by itself: a bad one is not to spoil the file."""
    space = "http://www.w3.org/2001/XMLSchema"
    root = etree.Element(f"{{{space}}}schema", nsmap={"x": space})
    etree.SubElement(root, f"{{{space}}}element", name="uri", type="x:anyURI")
    return etree.XMLSchema(root)
