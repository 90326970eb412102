"""The schema. The rules of the domain that the database enforces are here, beside the columns they are about.

A table is `tables.x`, whichever module defines it.
"""

from tracker.tables.base import metadata as metadata
from tracker.tables.careers import *
from tracker.tables.conferences import *
from tracker.tables.cycle import *
from tracker.tables.evaluations import *
from tracker.tables.exchange import *
from tracker.tables.funding import *
from tracker.tables.iati import *
from tracker.tables.journal import *
from tracker.tables.needs import *
from tracker.tables.offers import *
from tracker.tables.organisations import *
from tracker.tables.projects import *
from tracker.tables.ratings import *
from tracker.tables.results import *
from tracker.tables.sealing import record as record
from tracker.tables.sealing import reopening as reopening
from tracker.tables.sealing import whole_schema as whole_schema
from tracker.tables.trainings import *
from tracker.tables.vocabulary import *
