"""D1: documents of Quality Assurance."""

from collective.trail.demo.paper import Annex
from collective.trail.demo.paper import Paper
from collective.trail.demo.paper import Revision


QUALITY = (
    Paper(
        "2024-01-29", "quality", "QA", "Quality manual",
        "The manual of 2018 describes departments that no longer exist.",
        "To say how the company makes sure that its instruments measure rightly.",
        ("The company is led by the principle that a doubtful instrument does not leave the house.",
         "Each process has an owner, a description and at least one figure by which it is judged.",
         "Every deviation is recorded, its cause is found, and the measure is checked after three months.",
         "The leader reviews the quality system once a year."),
        main="pdf", shelf_mark="Q-01-001",
        annexes=(Annex("Map of processes", ("Order, design, purchase, production, calibration, delivery, service.",)),),
        revision=Revision("2026-01-19", "The certification body asks for risks to be named.",
                          "Each process names its three greatest risks and how they are met."),
    ),
    Paper(
        "2024-04-22", "quality/instructions", "QA", "压力表校准作业指导书",
        "新购置的活塞式压力计投入使用,校准方法需要更新。",
        "规定压力表校准的环境条件、步骤与数据处理方法。",
        ("环境温度应为二十摄氏度,允许偏差两度,相对湿度不大于百分之八十。",
         "校准点不少于五个,均匀分布,升压与降压各进行一次。",
         "轻敲表壳前后示值变动不得超过允许误差的二分之一。"),
        main="docx", annexes=(Annex("校准原始记录表", ("仪表编号:", "标准器:", "示值:", "误差:"), "docx"),),
    ),
    Paper(
        "2024-07-15", "quality", "QA", "Programme of internal audits 2024",
        "Two departments have not been audited since 2022.",
        "Every department is audited once in the year.",
        ("Sales in August, Engineering in September, Administration in October.", "Nobody audits the own department."),
        abolished="2025-02-03",
    ),
    Paper(
        "2024-11-25", "quality", "QA", "供应商评价与选择程序",
        "来料不合格率上半年为百分之二点三,主要集中在三家供应商。",
        "建立统一的供应商评价标准,实行动态管理。",
        ("供应商每年评价一次,从质量、交期、价格、服务四个方面打分。",
         "得分低于六十分的供应商暂停供货,整改合格后恢复。",
         "关键件供应商须进行现场审核,审核报告归档保存。"),
        changes="请明确四个方面的权重。", main="pdf",
    ),
    Paper(
        "2025-04-28", "quality", "QA", "Handling of instruments that fail in the field",
        "Returned instruments lay on three shelves without a label; two were sent back unrepaired.",
        "Every returned instrument is examined, and the customer hears the result within ten days.",
        ("On arrival the instrument gets a label with the customer's name and the date.",
         "The cause is entered under one of twelve headings and counted every month.",
         "If the same fault occurs three times, Engineering is told on the same day."),
    ),
    Paper(
        "2025-06-23", "quality/instructions", "QA", "Calibration of flow meters on the new test bench",
        "The test bench of 2024 measures by weight and makes the former corrections needless.",
        "To calibrate flow meters up to DN100 with an uncertainty of 0.1 per cent.",
        ("The water runs for ten minutes before the first reading.",
         "Each point is measured three times; the spread may not exceed 0.05 per cent.",
         "The balance is checked with the 20 kilogram weight every morning."),
        main="pdf", shelf_mark="Q-02-015",
    ),
    Paper(
        "2025-09-22", "quality", "QA", "测量设备不确定度评定报告",
        "实验室认可评审要求提供完整的不确定度评定。",
        "评定流量标准装置的测量不确定度。",
        ("主要分量包括天平、时间测量、换向器和水温。",
         "合成标准不确定度为百分之零点零四五。",
         "扩展不确定度为百分之零点零九,包含因子取二。"),
        main="docx", annexes=(Annex("不确定度分量一览表", ("天平:0.020%", "换向器:0.030%", "水温:0.015%"), "pdf"),),
    ),
    Paper(
        "2026-03-02", "quality", "QA", "Report on an error in delivered certificates",
        "Eleven certificates of January name a reference standard whose own calibration had expired.",
        "To settle what customers are told, and how it happened.",
        ("The standard was checked afterwards; all results stand.",
         "The eleven customers get new certificates and a letter.",
         "The system now refuses a standard whose date has passed."),
        secrecy="confidential", readers=("huang.wei", "emma.clark"), main="pdf",
    ),
    Paper(
        "2026-05-18", "quality", "QA", "实验室环境监控方案",
        "现有温湿度记录依靠人工抄表,夜间数据缺失。",
        "实现全天候自动监控与报警。",
        ("在三个实验室安装十二个无线传感器。", "超限时自动发送短信给值班人员。"),
        state="rejected", verdict="方案未考虑无线信号对精密仪器的干扰,不同意。请改用有线方案后重新起草。",
    ),
    Paper(
        "2026-08-03", "quality/instructions", "QA", "Cleaning of pressure ports",
        "Two ports were damaged by steel brushes.",
        "To clean ports without scratching them.",
        ("Only nylon brushes and isopropanol are used.", "A port with a scratch is reported, not polished."),
        state="submitted",
    ),
)  # fmt: skip
