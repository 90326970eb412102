"""Make the tables that the package carries out of the public sources: `python scripts/prepare_demo.py SOURCE_DIR`.

The sources are not part of the project; each folder's SOURCES.md says what they are. The same sources give the same
bytes.
"""

import sys
from pathlib import Path

import demo_americas
import demo_haiti
import demo_vocabulary

DATA = Path(__file__).resolve().parent.parent / "tracker" / "data"


def main(source: Path) -> None:
    demo_vocabulary.prepare(source, DATA / "vocabulary")
    demo_americas.prepare(source, DATA / "americas")
    demo_haiti.prepare(source, DATA / "haiti")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/prepare_demo.py SOURCE_DIR")
    main(Path(sys.argv[1]))
