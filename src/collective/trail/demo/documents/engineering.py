"""D1: documents of Engineering."""

from collective.trail.demo.paper import Annex
from collective.trail.demo.paper import Paper
from collective.trail.demo.paper import Revision


ENGINEERING = (
    Paper(
        "2024-03-11", "technical", "ENG", "Requirements of the ultrasonic flow meter UF-3",
        "The mechanical meter wears out in hard water; customers ask for a meter without moving parts.",
        "To settle what the meter has to do before the design begins.",
        ("Range 0.02 to 30 cubic metres per hour at DN50, error at most one per cent.",
         "The battery lasts twelve years at one reading per hour.",
         "The housing withstands two metres of water for a week."),
        main="pdf", annexes=(Annex("Comparison with three competitors", ("A: 1.5 %", "B: 1.0 %", "C: 2.0 %")),),
        revision=Revision("2025-03-17", "Field tests showed a need for hot water as well.",
                          "The meter also serves hot water up to 90 degrees Celsius."),
    ),
    Paper(
        "2024-06-24", "quality/instructions", "ENG", "焊接作业指导书",
        "手工焊接质量波动较大,返工率达到百分之四。",
        "统一焊接工艺参数,保证焊点质量。",
        ("焊接前检查烙铁温度,设定为三百二十摄氏度,误差不超过十度。",
         "每个焊点加热时间不超过三秒,焊点应光亮、饱满、无虚焊。",
         "作业人员必须佩戴防静电手环,每班开始前测试。"),
        main="docx", shelf_mark="Q-02-006", annexes=(Annex("焊点检验标准", ("合格:光亮饱满", "不合格:拉尖、虚焊、桥连")),),
    ),
    Paper(
        "2024-09-16", "technical", "ENG", "Test report: battery life of UF-3",
        "The requirement is twelve years; the battery maker promises fifteen under conditions that are not ours.",
        "To show by measurement what can be promised to customers.",
        ("Forty meters ran for 120 days at 5, 20 and 55 degrees with accelerated readings.",
         "The expected life is 13.4 years at 20 degrees and 11.1 years at 55 degrees.",
         "For hot rooms a reading every two hours is recommended."),
        drafter="anna.berg", main="pdf", annexes=(Annex("Readings by temperature", ("5 °C: 14.2", "20 °C: 13.4", "55 °C: 11.1"), "docx"),),
    ),
    Paper(
        "2024-12-02", "technical", "ENG", "智能压力变送器总体设计方案",
        "现有产品采用模拟电路,调试复杂,无法远程诊断。",
        "采用数字补偿与总线通信,提高准确度和可维护性。",
        ("传感器采用单晶硅芯片,全温区补偿,准确度达到零点零七五级。",
         "支持现场总线与蓝牙两种通信方式,蓝牙仅用于调试。",
         "电路板采用模块化设计,便于更换与升级。"),
        changes="请补充电磁兼容设计与成本测算。", main="pdf",
    ),
    Paper(
        "2025-02-17", "technical", "ENG", "Coding rules for firmware",
        "Two field failures of 2024 had the same cause: an unchecked length of a received message.",
        "Firmware is readable, testable and free of known mistakes.",
        ("Every length and index that comes from outside is checked.", "No dynamic memory after start-up.",
         "Each change is read by a second engineer before it is merged."),
    ),
    Paper(
        "2025-05-26", "technical", "ENG", "Encryption keys of the remote reading system",
        "Meters of all customers used one key; its loss would open them all.",
        "Each meter has a key of its own that no single person knows.",
        ("Keys are made in a hardware module and never leave it in clear.",
         "Two people of different departments are needed to restore a backup.",
         "Keys of a customer are handed over on written request by the head of that customer's IT."),
        secrecy="secret", drafter="anna.berg", reviewer="lin.tao", approver="robert.hsu", readers=("lin.tao", "ma.lin"),
    ),
    Paper(
        "2025-08-25", "technical", "ENG", "Mechanical drawing set of UF-2",
        "UF-2 is no longer made; spare parts are delivered until 2031.",
        "To keep the drawings that spare parts need.",
        ("The set holds 37 drawings in edition C.", "The paper originals are the valid ones."),
        shelf_mark="T-04-001 to T-04-037", only_paper=True, abolished="2026-04-20",
    ),
    Paper(
        "2026-04-13", "technical", "ENG", "超声流量计小批量试产总结",
        "首批五十台产品已完成试产与老化试验。",
        "总结试产中的问题,为批量生产做准备。",
        ("一次合格率为百分之九十二,主要问题是换能器粘接不良。",
         "已改进粘接工装,第二批合格率提高到百分之九十八。",
         "建议于六月转入批量生产。"),
        main="docx", annexes=(Annex("试产问题清单", ("换能器粘接:四台", "显示缺划:一台")),),
    ),
    Paper(
        "2026-07-13", "technical", "ENG", "Design change: gasket of UF-3",
        "The supplier of the gasket stops production at the end of the year.",
        "To allow a gasket of another material without a new type approval.",
        ("EPDM replaces NBR; hardness and size stay the same.", "Thirty meters are tested for 1,000 hours at 90 degrees."),
        state="returned", changes="The effect on drinking water approval is missing. Please ask the laboratory first.",
        annexes=(Annex("Data sheet of the new gasket", ("EPDM 70 Shore A", "-40 to 120 °C")),),
    ),
    Paper(
        "2026-08-10", "technical", "ENG", "远程抄表平台接口规范",
        "多家水务公司要求与其营业收费系统对接。",
        "规定数据格式、传输安全与错误处理。",
        ("接口采用加密传输,双向证书认证。", "抄表数据每日零点汇总,断网后自动补传。"),
        state="submitted",
    ),
)  # fmt: skip
