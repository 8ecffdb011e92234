"""S1: what an administrator decides; read here, changed through ``settings.changes``."""

from collective.trail.settings.departments import Department
from collective.trail.settings.departments import department
from collective.trail.settings.departments import departments
from collective.trail.settings.departments import departments_of
from collective.trail.settings.interfaces import ITrailSettings


__all__ = ["Department", "ITrailSettings", "department", "departments", "departments_of"]
