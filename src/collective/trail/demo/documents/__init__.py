"""D1: the sixty documents of the demo office, by department."""

from collective.trail.demo.documents.administration import ADMINISTRATION
from collective.trail.demo.documents.engineering import ENGINEERING
from collective.trail.demo.documents.finance import FINANCE
from collective.trail.demo.documents.personnel import PERSONNEL
from collective.trail.demo.documents.quality import QUALITY
from collective.trail.demo.documents.sales import SALES
from collective.trail.demo.paper import Paper


PAPERS: tuple[Paper, ...] = (*ADMINISTRATION, *FINANCE, *PERSONNEL, *SALES, *ENGINEERING, *QUALITY)
