"""D1: documents of Sales."""

from collective.trail.demo.paper import Annex
from collective.trail.demo.paper import Paper


SALES = (
    Paper(
        "2024-02-05", "contracts", "SAL", "Framework contract with Eastern Water Works",
        "Eastern Water Works renews 12,000 flow meters over four years.",
        "To agree prices, call-off and warranty for the whole period.",
        ("The price of a meter falls by two per cent for each year.",
         "Delivery takes place within six weeks after a call-off.",
         "The warranty is 36 months; meters that fail are replaced within five working days."),
        main="pdf", shelf_mark="C-01-021", annexes=(Annex("Price list 2024", ("DN50: 1,480 yuan", "DN80: 1,920 yuan")),),
    ),
    Paper(
        "2024-04-15", "contracts", "SAL", "压力变送器销售合同(华北石化)",
        "华北石化二期工程需采购防爆型压力变送器六百台。",
        "明确供货范围、交货期、付款方式与质量责任。",
        ("合同总价为人民币二百一十六万元,含增值税。",
         "分三批交货,首批于合同生效后四十五天内发运。",
         "预付款百分之三十,验收合格后支付百分之六十五,质保金百分之五。"),
        main="docx", shelf_mark="C-01-022", annexes=(Annex("技术协议", ("量程:0至10兆帕", "准确度:0.1级", "防爆等级:Ex d"), "pdf"),),
    ),
    Paper(
        "2024-08-12", "administrative/rules", "SAL", "Rules for offers and discounts",
        "Two representatives offered the same customer different prices for the same instrument.",
        "One price for one customer, and discounts that can be explained.",
        ("Offers are made from the price list in force; they are valid for sixty days.",
         "Discounts up to five per cent are given by the representative, up to twelve by the head of Sales.",
         "Higher discounts need the leader's consent in writing."),
        changes="Add how offers in foreign currency are rounded.", main="pdf",
    ),
    Paper(
        "2025-01-20", "administrative", "SAL", "客户投诉处理流程",
        "客户投诉由多个部门分别受理,答复口径不一,时间过长。",
        "统一受理、限时答复、闭环管理,提高客户满意度。",
        ("销售部为投诉的唯一受理部门,收到投诉后四小时内登记。",
         "责任部门在三个工作日内提出原因分析与解决方案。",
         "投诉关闭前须由客户确认,并记录满意度。"),
        drafter="peter.long", main="docx",
    ),
    Paper(
        "2025-03-24", "contracts", "SAL", "Agency agreement for Vietnam",
        "Inquiries from Vietnam have doubled; we cannot visit the customers often enough.",
        "An agent in Hanoi represents the company for three years.",
        ("The commission is seven per cent of the net price.", "The agent stocks spare parts worth at least 30,000 dollars.",
         "The agreement is governed by the law of Singapore."),
        secrecy="confidential", readers=("peter.long", "sun.jie"), shelf_mark="C-02-004", main="pdf",
    ),
    Paper(
        "2025-07-14", "administrative/notices", "SAL", "Trade fair in Shanghai: who goes",
        "The fair for measurement technology takes place from 24 to 27 September.",
        "To settle stand duty and travel early enough for cheap tickets.",
        ("Four people from Sales and two engineers go.", "Demonstration instruments leave the house on 15 September."),
        abolished="2025-12-08",
    ),
    Paper(
        "2025-10-13", "contracts", "SAL", "年度运输服务合同",
        "原承运商多次延误,货损率高于行业平均水平。",
        "选择可靠的承运商,保证按期交货。",
        ("承运商对货损承担全额赔偿责任。", "省内二十四小时、省外七十二小时内送达。", "运费按季度结算。"),
        state="rejected", verdict="未附三家以上比价资料,不符合采购规定,不同意。",
    ),
    Paper(
        "2026-01-26", "contracts", "SAL", "Maintenance contract with the Harbour Authority",
        "The Harbour Authority runs 140 of our level gauges and has no workshop of its own.",
        "Yearly inspection of all gauges, and help within 24 hours.",
        ("The price is 1,150 yuan per gauge and year.", "Spare parts are charged by the price list.",
         "The contract is renewed for a year unless notice is given by the end of September."),
        shelf_mark="C-01-038", annexes=(Annex("List of gauges", ("Pier 1: 48", "Pier 2: 52", "Lock: 40"), "docx"),),
    ),
    Paper(
        "2026-06-29", "contracts", "SAL", "战略合作协议(西南水务集团)",
        "西南水务集团计划三年内完成老旧水表智能化改造。",
        "建立长期合作关系,共同开展试点。",
        ("双方在成都、昆明各选一个小区开展试点。", "试点期间公司免费提供远程抄表平台。"),
        state="reviewed", secrecy="confidential", readers=("peter.long",),
    ),
    Paper(
        "2026-09-07", "administrative", "SAL", "Customer survey 2026",
        "The last survey was answered by 61 of 400 customers.",
        "To learn what customers think of delivery and service.",
        ("Ten questions, answered in three minutes.", "Each answer is followed up by the representative in charge."),
        state="draft",
    ),
)  # fmt: skip
