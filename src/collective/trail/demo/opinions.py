"""D1: what the people of the demo office write when they judge."""

from collective.trail.demo.paper import Paper


AGREED = (
    ("The text is complete and agrees with the rules in force.", "内容完整,与现行制度一致,同意上报审批。"),
    ("Checked against last year's version; figures and names are right.", "已与上年版本核对,数据与名称无误,同意。"),
    ("Clear and practicable. I propose approval.", "表述清楚,切实可行,建议批准。"),
    ("The departments concerned were asked and have no objection.", "已征求相关部门意见,均无异议,同意。"),
)
SIGNED = (
    ("Approved. In force from today.", "同意签发,自即日起生效。"),
    ("Agreed and signed.", "同意,签发。"),
    ("Approved as drafted; please tell the staff concerned.", "批准,请通知有关人员执行。"),
)


def _said(choice: tuple[tuple[str, str], ...], paper: Paper, position: int) -> str:
    return choice[position % len(choice)][int(paper.chinese)]


def agreed(paper: Paper, position: int) -> str:
    """D1: a reviewer's consent."""
    return _said(AGREED, paper, position)


def signed(paper: Paper, position: int) -> str:
    """D1: an approver's consent."""
    return _said(SIGNED, paper, position)


def abolished(paper: Paper) -> str:
    """D5: why it is no longer valid."""
    return "该文件已被新规定取代,予以废止。" if paper.chinese else "Overtaken by newer rules; no longer valid."


def improved(paper: Paper) -> str:
    """D1: the drafter's answer to the changes wanted."""
    return "已按审核意见修改。" if paper.chinese else "Changed as the reviewer wanted."


def clarification(paper: Paper) -> str:
    """D1: the point that the drafter adds when changes are wanted."""
    if paper.chinese:
        return "本文件由起草部门负责解释,并根据审核意见补充了责任人与期限。"
    return "Responsible persons and deadlines are named in the table kept by the drafting department."
