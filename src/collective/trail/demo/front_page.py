"""The demo site's first page: what this is and where to begin."""

from collective.trail.demo.office import CLASSES
from collective.trail.demo.office import OFFICE_ADMINISTRATOR
from html import escape
from plone import api
from plone.app.textfield import RichTextValue


NAME = "welcome"
TITLE = "Welcome to the records office 欢迎使用档案室"
DESCRIPTION = "A demo: company, people and documents are invented."
TEXT = """
<p>This is the records office of <strong>Lakeside Instruments Co., Ltd.</strong>, a company that does not exist.
Its sixty documents are said to date from 2024 to 2026. They were made when this site was built: the clock was set back
for the dates of the story only, so the trail of every document shows both when a thing happened and when it was recorded.</p>
<p lang="zh-CN">这里是虚构的“湖畔仪器有限公司”的档案室，仅供试用。文件日期由演示程序设定；痕迹中同时记有发生时间与记录时间。</p>
<p>Log in as one of the demo people to see more; what you see depends on who you are. 请用演示账号登录。</p>
<h2>File plan 分类</h2>
<ul>{classes}</ul>
<h2>Registers 登记册</h2>
<ul><li><a href="resolveuid/{site}/@@registers">Registers: file list, numbers 归档清单与编号登记</a></li></ul>
"""


def make_front_page() -> None:
    """D3: a welcome page that leads to classes and registers; a site that has a page of its own keeps it."""
    portal = api.portal.get()
    if NAME in portal or portal.getProperty("default_page", ""):
        return
    places = [(place, values["title"]) for place, values in CLASSES.items() if "/" not in place]
    classes = "".join(f'<li><a href="resolveuid/{_uid(place)}">{escape(title)}</a></li>' for place, title in places)
    markup = TEXT.format(classes=classes, site=api.content.get_uuid(portal))
    with api.env.adopt_user(OFFICE_ADMINISTRATOR):
        page = api.content.create(portal, "Document", id=NAME, title=TITLE, description=DESCRIPTION)
        page.text = RichTextValue(markup, "text/html", "text/x-html-safe")
        page.exclude_from_nav = True
        workflow = api.portal.get_tool("portal_workflow")
        if "publish" in {action["id"] for action in workflow.getTransitionsFor(page)}:
            workflow.doActionFor(page, "publish")
        page.reindexObject()
    portal.setDefaultPage(NAME)


def _uid(place: str) -> str:
    return api.content.get_uuid(api.portal.get().unrestrictedTraverse(place))
