#include "services/cli/view/enum_label.h"

#include <map>

namespace pingyi::cli {
namespace {

// Values of different enums that share a name (STATE_OPEN of a cycle and of a round) mean the same
// to the reader, so one list serves all.
const std::map<std::string, Label>& Labels() {
  static const auto* const labels = new std::map<std::string, Label>{
      {"STATE_UNSPECIFIED", {"—", "—"}},
      {"STATE_DRAFT", {"草稿", "draft"}},
      {"STATE_OPEN", {"进行中", "open"}},
      {"STATE_CLOSED", {"已关闭", "closed"}},
      {"STATE_VOID", {"已作废", "void"}},
      {"STATE_SUBMITTED", {"已提交", "submitted"}},
      {"STATE_RETURNED", {"已退回", "returned"}},
      {"STATE_ACCEPTED", {"已通过", "accepted"}},
      {"STATE_WITHDRAWN", {"已撤回", "withdrawn"}},
      {"STATE_RUNNING", {"计算中", "running"}},
      {"STATE_SUCCEEDED", {"成功", "succeeded"}},
      {"STATE_FAILED", {"失败", "failed"}},
      {"STATE_IN_FORCE", {"有效", "in force"}},
      {"STATE_SUPERSEDED", {"已被取代", "superseded"}},
      {"STATE_REJECTED", {"不成立", "rejected"}},
      {"STATE_UPHELD", {"成立", "upheld"}},
      {"STATE_PUBLISHED", {"已发布", "published"}},
      {"STATE_IN_PUBLICITY", {"公示中", "in publicity"}},
      {"STATE_UNDER_REVIEW", {"复核中", "under review"}},
      {"STATE_FINAL", {"已确定", "final"}},
      {"STATE_AMENDED", {"已更正", "amended"}},
      {"KIND_RANK", {"他人变动", "others moved"}},
      {"KIND_GRADE", {"等次分数线", "threshold"}},
      {"KIND_ROUNDING", {"取舍", "rounding"}},
      {"KIND_TOTAL", {"票类合成", "total"}},
      {"KIND_GROUP", {"要素合成", "group score"}},
      {"KIND_CRITERION", {"评价合成", "marks"}},
      {"KIND_TIE_BREAK", {"同分比较", "tie-breakers"}},
      {"KIND_SHARE_RULE", {"评价比例", "share rule"}},
      {"KIND_QUOTA", {"名额", "quota"}},
      {"KIND_BAND", {"比例分档", "band"}},
      {"KIND_EXCLUSION", {"一票否决等", "exclusion"}},
      {"KIND_TIER", {"分层排名", "tier"}},
      {"KIND_COMPONENTS", {"综合构成", "components"}},
      {"STAGE_UNSPECIFIED", {"—", "—"}},
      {"STAGE_READING", {"读取", "reading"}},
      {"STAGE_COMPUTING", {"计算", "computing"}},
      {"STAGE_STORING", {"保存", "storing"}},
      {"STAGE_DONE", {"完成", "done"}},
      {"REPORT_KIND_UNSPECIFIED", {"—", "—"}},
      {"REPORT_KIND_DUTY", {"述职", "duty"}},
      {"REPORT_KIND_INTEGRITY", {"述廉", "integrity"}},
      {"REPORT_KIND_RESPONSIBILITY", {"述责", "responsibility"}},
      {"REPORT_KIND_PARTY_BUILDING", {"抓党建述职", "party building"}},
      {"DECISION_RETURNED", {"退回", "returned"}},
      {"DECISION_ACCEPTED", {"通过", "accepted"}},
      {"SEVERITY_ERROR", {"错误", "error"}},
      {"SEVERITY_WARNING", {"提醒", "warning"}},
      {"ANONYMITY_UNSPECIFIED", {"—", "—"}},
      {"ANONYMITY_NAMED", {"实名", "named"}},
      {"ANONYMITY_ANONYMOUS", {"无记名", "anonymous"}},
      {"BREACH_EFFECT_UNSPECIFIED", {"拒收", "refuse"}},
      {"BREACH_EFFECT_REFUSE", {"拒收", "refuse"}},
      {"BREACH_EFFECT_COUNT_AS_SPOILED", {"计为废票", "count as spoiled"}},
      {"EFFECT_GRADE_AT_MOST", {"限定最高等次", "grade at most"}},
      {"EFFECT_NO_GRADE", {"不定等次", "no grade"}},
      {"EFFECT_UNRANKED", {"不定等次、不排名次", "no grade, no place"}},
      {"PARTITION_NONE", {"不分", "none"}},
      {"PARTITION_UNIT", {"按单位", "by unit"}},
      {"PARTITION_SUBJECT_TYPE", {"按对象类别", "by type"}},
      {"COMBINATION_MEAN", {"平均", "mean"}},
      {"COMBINATION_SUM", {"求和", "sum"}},
      {"COMBINATION_MEDIAN", {"中位数", "median"}},
      {"COMBINATION_LOWER_MEDIAN", {"下中位数", "lower median"}},
      {"COMBINATION_POOLED", {"合并票类", "pooled"}},
      {"TOTAL_ORDER_UNSPECIFIED", {"高者在前", "higher is better"}},
      {"TOTAL_ORDER_DESCENDING", {"高者在前", "higher is better"}},
      {"TOTAL_ORDER_ASCENDING", {"低者在前", "lower is better"}},
      {"MISSING_GROUP_RULE_RENORMALIZE", {"其余权重折算", "renormalize"}},
      {"MISSING_GROUP_RULE_ZERO", {"计零分", "zero"}},
      {"MISSING_GROUP_RULE_FAIL", {"不予计算", "fail"}},
      {"MISSING_COMPONENT_RULE_RENORMALIZE", {"其余权重折算", "renormalize"}},
      {"MISSING_COMPONENT_RULE_ZERO", {"计零分", "zero"}},
      {"MISSING_COMPONENT_RULE_FAIL", {"不予计算", "fail"}},
      {"MODE_HALF_UP", {"四舍五入", "half up"}},
      {"MODE_HALF_EVEN", {"四舍六入五成双", "half even"}},
      {"MODE_DOWN", {"舍去", "down"}},
      {"MODE_UP", {"进位", "up"}},
      {"DECISION_BASIS_EXACT", {"精确值", "exact"}},
      {"DECISION_BASIS_ROUNDED", {"舍入值", "rounded"}},
      {"RANK_METHOD_STANDARD_COMPETITION", {"并列占位（1224）", "1224"}},
  };
  return *labels;
}

}  // namespace

std::string EnumLabel(const std::string& value_name, Language language) {
  const auto found = Labels().find(value_name);
  return found == Labels().end() ? value_name : found->second.In(language);
}

}  // namespace pingyi::cli
