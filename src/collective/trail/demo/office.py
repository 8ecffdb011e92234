"""S1, D2: the demo office's departments, people and file plan, made by the package's own public paths."""

from collective.trail.security import groups as g
from collective.trail.settings.changes import change_settings
from dataclasses import dataclass
from plone import api
from typing import Any


DEPARTMENTS = {
    "ADM": "Administration 行政部",
    "FIN": "Finance 财务部",
    "HR": "Human Resources 人力资源部",
    "SAL": "Sales 销售部",
    "ENG": "Engineering 工程技术部",
    "QA": "Quality Assurance 质量保证部",
}
OFFICE_ADMINISTRATOR = "yang.bo"


@dataclass(frozen=True)
class Person:
    """S1: someone of the office; ``duties`` are those in the department, beside membership."""

    id: str
    fullname: str
    department: str = ""
    duty: str = ""
    groups: tuple[str, ...] = ()

    @property
    def all_groups(self) -> tuple[str, ...]:
        """S1: the groups of department, duty and company roles."""
        duties = ("member", self.duty) if self.duty else ("member",)
        own = tuple(f"trail-{self.department.lower()}-{duty}s" for duty in duties) if self.department else ()
        return own + self.groups


PEOPLE = (
    Person("chen.min", "Chen Min 陈敏", "ADM", groups=(g.CUSTODIANS,)),
    Person("zhao.lei", "Zhao Lei 赵磊", "ADM", "reviewer"),
    Person("helen.ward", "Helen Ward", "ADM", "head"),
    Person("liu.fang", "Liu Fang 刘芳", "FIN"),
    Person("tom.baker", "Tom Baker", "FIN", "reviewer"),
    Person("sun.jie", "Sun Jie 孙洁", "FIN", "head", (g.COMMITTEE,)),
    Person("wang.li", "Wang Li 王丽", "HR"),
    Person("li.na", "Li Na 李娜", "HR", "reviewer", (g.HR_OFFICERS,)),
    Person("grace.miller", "Grace Miller", "HR", "head"),
    Person("zhou.yan", "Zhou Yan 周燕", "SAL"),
    Person("peter.long", "Peter Long", "SAL", "reviewer"),
    Person("huang.wei", "Huang Wei 黄伟", "SAL", "head"),
    Person("gao.feng", "Gao Feng 高峰", "ENG"),
    Person("anna.berg", "Anna Berg", "ENG", "reviewer", (g.COMMITTEE,)),
    Person("lin.tao", "Lin Tao 林涛", "ENG", "head", (g.COMMITTEE,)),
    Person("he.jing", "He Jing 何静", "QA"),
    Person("ma.lin", "Ma Lin 马琳", "QA", "head"),
    Person("robert.hsu", "Robert Hsu 许文博", groups=(g.LEADERS,)),
    Person("emma.clark", "Emma Clark", groups=(g.AUDITORS,)),
    Person(OFFICE_ADMINISTRATOR, "Yang Bo 杨波", groups=("Site Administrators",)),
)

LEADER = "robert.hsu"

#: place in the file plan -> the fields of the class; a parent stands before its children
CLASSES: dict[str, dict[str, Any]] = {
    "administrative": {
        "title": "Administrative 行政", "code": "ADMIN", "retention_years": 10,
        "description": "Running the office: premises, supplies, vehicles, correspondence.",
    },
    "administrative/rules": {
        "title": "Company rules 规章制度", "code": "RULES", "retention_years": None, "retention_action": "keep",
        "description": "Rules that bind all staff. Kept for ever.",
    },
    "administrative/notices": {
        "title": "Notices 通知", "code": "NOTICE", "retention_years": 3, "retention_action": "destroy",
        "description": "Announcements to staff, of passing interest.",
    },
    "financial": {
        "title": "Financial 财务", "code": "FINANCE", "retention_years": 30, "departments": {"FIN"},
        "default_secrecy": "departmental", "description": "Accounting policy, closings, tax and bank matters.",
    },
    "financial/budgets": {
        "title": "Budgets 预算", "code": "BUDGET", "retention_years": 10, "departments": {"FIN"},
        "default_secrecy": "departmental", "description": "Yearly budgets and their changes.",
    },
    "personnel": {
        "title": "Personnel 人事", "code": "PERS", "retention_years": 10, "departments": {"HR"},
        "description": "Recruiting, training, pay and appraisal.",
    },
    "personnel/employees": {
        "title": "Employee files 员工档案", "code": "EMPLOYEE", "retention_years": 10, "retention_trigger": "event",
        "retention_action": "destroy", "departments": {"HR"}, "default_secrecy": "confidential",
        "description": "What concerns one person; ten years after he or she has left.",
    },
    "contracts": {
        "title": "Contracts 合同", "code": "CON", "retention_years": 20, "departments": {"SAL", "ADM"},
        "default_secrecy": "departmental", "number_pattern": "{class}{year}-{sequence:03d}",
        "description": "Contracts with customers, suppliers and landlords. Numbered by class.",
    },
    "quality": {
        "title": "Quality 质量管理", "code": "QUALITY", "retention_years": 15, "departments": {"QA", "ENG"},
        "description": "Quality manual, audits, measuring equipment.",
    },
    "quality/instructions": {
        "title": "Work instructions 作业指导书", "code": "WORK", "retention_years": 15, "departments": {"QA", "ENG"},
        "description": "How the work at the bench is done.",
    },
    "technical": {
        "title": "Technical 技术", "code": "TECH", "retention_years": 15, "departments": {"ENG"},
        "default_secrecy": "departmental", "description": "Requirements, designs and test reports.",
    },
    "management": {
        "title": "Management 经营管理", "code": "MGMT", "retention_years": None, "retention_action": "keep",
        "departments": {"ADM", "FIN"}, "default_secrecy": "secret",
        "description": "Strategy, acquisitions and board matters.",
    },
}  # fmt: skip


def password_of(user: str) -> str:
    """S1: the well-known password of a demo person, for trying out only."""
    return f"demo-{user}-2026"


def is_made() -> bool:
    """S1: whether the demo office is there already."""
    return api.user.get(userid=OFFICE_ADMINISTRATOR) is not None and "administrative" in api.portal.get()


def make_office() -> None:
    """S1, D2: departments, people and file plan, the latter as the office administrator."""
    rows = [{"code": code, "title": title} for code, title in DEPARTMENTS.items()]
    known = api.portal.get_registry_record("collective.trail.departments", default=None) or []
    change_settings({"departments": [*(row for row in known if row["code"] not in DEPARTMENTS), *rows]})
    for person in PEOPLE:
        _make_person(person)
    with api.env.adopt_user(OFFICE_ADMINISTRATOR):
        for place, values in CLASSES.items():
            parent, _, name = place.rpartition("/")
            api.content.create(class_at(parent), "RecordClass", id=name, **values)


def class_at(place: str) -> Any:
    """D2: the class at a place of the file plan; the site for the empty place."""
    return api.portal.get().unrestrictedTraverse(place) if place else api.portal.get()


def _make_person(person: Person) -> None:
    if api.user.get(userid=person.id) is None:
        api.user.create(
            username=person.id,
            email=f"{person.id}@example.org",
            password=password_of(person.id),
            properties={"fullname": person.fullname},
        )
    for group in person.all_groups:
        api.group.add_user(groupname=group, username=person.id)
