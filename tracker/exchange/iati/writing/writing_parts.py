"""Write the small parts of IATI elements: texts with their language, organisations, dates, shares."""

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
# Characters allowed in an address; escaped ones are kept.
IN_ADDRESSES = "%/:=&?~#+!$,;'@()*-._"
# From the list OrganisationType; kinds that IATI does not distinguish share a code.
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
    """Append a new element to another and return it."""
    return etree.SubElement(parent, tag, attributes)


def narrative(parent: etree._Element, text: str, language: str | None = None, default: str | None = None) -> None:
    """Write a text, with its language if that is given and is not the default."""
    element = etree.SubElement(parent, "narrative")
    if language and language != default:
        element.set(LANGUAGE, language)
    element.text = text


def organisation(parent: etree._Element, tag: str, name: str | None, ref: str | None, **more: str | None) -> Any:
    """Write an organisation with its known attributes; `more` are further attributes, None if unknown."""
    element = etree.SubElement(parent, tag)
    for attribute, value in (("ref", ref), *more.items()):
        if value:
            element.set(attribute.replace("_", "-"), value)
    if name:
        narrative(element, name)
    return element


def organisation_type(kind: str) -> str:
    """Return the code of the list OrganisationType for a kind of organisation."""
    return ORGANISATION_TYPES[kind]


def day(said: str, *, last: bool = False) -> str:
    """Return the first day of a partial date, or the last."""
    return (last_day(said) if last else first_day(said)).isoformat()


def share(element: etree._Element, part: int | None) -> None:
    """Write a share as a percentage, if there is one."""
    if part is not None:
        element.set("percentage", percent(part))


def url_of(location: str) -> tuple[str, str] | None:
    """Return the address of a document and the media type of its extension; None if it is not on a web site."""
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
    """Return the IATI schema's rule for an address, to check one alone: a bad one must not make the file invalid."""
    space = "http://www.w3.org/2001/XMLSchema"
    root = etree.Element(f"{{{space}}}schema", nsmap={"x": space})
    etree.SubElement(root, f"{{{space}}}element", name="uri", type="x:anyURI")
    return etree.XMLSchema(root)
