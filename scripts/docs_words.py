"""The page of the manual that explains the words of the program, from what `tracker help words` prints."""

from __future__ import annotations

from tracker.cli.help import WORDS

HEAD = """\
# Words

What the words of the program mean, each in a sentence; `tracker help words` prints the same. [Concepts](../concepts.md)
explains how they belong together.

| word | what it means |
| --- | --- |
"""


def page() -> str:
    return HEAD + "".join(f"| {word} | {said} |\n" for word, said in WORDS)
