"""D1: documents of Finance."""

from collective.trail.demo.paper import Annex
from collective.trail.demo.paper import Paper
from collective.trail.demo.paper import Revision


FINANCE = (
    Paper(
        "2024-01-22", "administrative/rules", "FIN", "Expense rules",
        "Travel expenses are claimed in four different forms, some of them months after the journey.",
        "Staff get their money back within ten days, and the books show every journey in the month in which it took place.",
        ("Claims are handed in within fourteen days after the end of the journey, with all receipts.",
         "Second class by train; flights only over 800 kilometres or with the leader's consent.",
         "Hotels up to 550 yuan a night; in Beijing, Shanghai and Shenzhen up to 750 yuan.",
         "Gifts to customers are declared, whatever their value."),
        main="pdf", annexes=(Annex("Expense claim", ("Journey:", "Dates:", "Receipts attached:"), "docx"),),
        revision=Revision("2026-05-11", "Hotel prices have risen since 2024.",
                          "From June 2026 the limits for hotels are 620 and 850 yuan.", finished=False),
    ),
    Paper(
        "2024-02-26", "financial", "FIN", "会计档案管理办法",
        "电子发票全面推行后,会计档案的形成与保管方式发生变化。",
        "保证会计档案真实、完整、可用、安全,符合国家有关规定。",
        ("会计凭证与账簿保管三十年,银行对账单保管十年。",
         "电子会计档案每季度备份一次,异地保存。",
         "查阅会计档案须经财务部负责人批准,并登记查阅人与用途。"),
        main="docx", shelf_mark="F-01-003",
    ),
    Paper(
        "2024-11-11", "financial/budgets", "FIN", "Budget 2025",
        "Orders rose by nine per cent in 2024; wages and energy rose faster.",
        "To set the limits of spending for each department.",
        ("Total expenditure is limited to 86 million yuan, investments included.",
         "Departments may move up to five per cent between items; more needs the consent of Finance.",
         "The reserve of two million is released by the leader alone."),
        approver="robert.hsu", main="pdf",
        annexes=(Annex("Budget by department", ("ENG: 31 million", "QA: 9 million", "SAL: 18 million", "Others: 28 million")),),
        abolished="2026-01-12",
    ),
    Paper(
        "2025-03-10", "financial", "FIN", "Depreciation of calibration equipment",
        "Reference standards were written off over five years, but serve for twelve.",
        "The books show the real value of the equipment.",
        ("Reference standards are written off over ten years from 2025 on.", "Standards bought before stay as they are."),
        changes="Please add what the tax office answered, and attach its letter.",
        annexes=(Annex("Letter of the tax office", ("We have no objection to a period of ten years.",)),),
    ),
    Paper(
        "2025-05-19", "financial", "FIN", "应收账款催收管理规定",
        "截至四月底,逾期九十天以上的应收账款占比达百分之十一。",
        "加快资金回笼,降低坏账风险。",
        ("到期前七天由销售部提醒客户,逾期三十天发出书面催款函。",
         "逾期九十天的款项由财务部与销售部共同制定清收方案。",
         "每月召开一次应收账款例会,会议纪要归档。"),
        drafter="tom.baker",
    ),
    Paper(
        "2025-09-08", "financial", "FIN", "Change of the house bank",
        "Our bank has closed its branch in the district and raised its fees twice.",
        "To choose a bank for payments and a credit line.",
        ("Three offers were compared; the table is attached.", "The accounts move in the first week of January."),
        state="rejected", verdict="The comparison leaves out foreign payments, where the present bank is much cheaper.",
        annexes=(Annex("Comparison of three offers", ("Bank A: 12 yuan", "Bank B: 9 yuan", "Bank C: 14 yuan")),),
    ),
    Paper(
        "2025-11-17", "financial/budgets", "FIN", "二〇二六年度预算方案",
        "根据公司发展规划和各部门申报情况,编制二〇二六年度预算。",
        "合理配置资源,保证重点项目资金需要。",
        ("全年支出总额控制在九千二百万元以内。", "研发费用优先保障超声流量计项目。", "差旅费较上年压缩百分之五。"),
        approver="robert.hsu", main="docx", shelf_mark="F-02-011",
    ),
    Paper(
        "2026-02-23", "management", "FIN", "Financing of the planned purchase",
        "Should the purchase of the level gauge maker succeed, 60 million yuan are due within ninety days.",
        "To have the money ready without endangering wages and suppliers.",
        ("Half comes from reserves, half from a loan over seven years.", "The bank's promise is asked for under a code name."),
        drafter="sun.jie", reviewer="tom.baker", approver="robert.hsu", readers=("tom.baker",), main="pdf",
    ),
    Paper(
        "2026-07-06", "financial", "FIN", "差旅费报销补充规定",
        "原规定未涉及境外差旅的汇率与补贴标准。",
        "明确境外差旅的报销标准与汇率口径。",
        ("境外住宿按实报销,上限为每晚一百五十美元。", "汇率以出差首日中国人民银行公布的中间价为准。"),
        state="submitted",
    ),
    Paper(
        "2026-08-17", "financial/budgets", "FIN", "Supplement to the budget for the service centre",
        "The service centre in Chengdu opens half a year earlier than planned.",
        "To move 1.4 million yuan from 2027 to 2026.",
        ("Rent and wages from October on: 900,000 yuan.", "Furniture and test bench: 500,000 yuan."),
        state="reviewed",
    ),
)  # fmt: skip
