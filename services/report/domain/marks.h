// The tables that the checks of a report's text look things up in. To teach the checks another
// mark, add it here and to the test of the table.
#pragma once

#include <string_view>

namespace pingyi::report {

// Characters whose runs stand for something still to be filled in. A run of one family is a
// placeholder; characters of different families do not make one together.
inline constexpr std::u32string_view kPlaceholderFamilies[] = {
    U"XxＸｘ×✕✖╳", U"*＊", U"_＿", U"○◯〇", U"□", U"△", U"●",
};
inline constexpr size_t kLetterFamily = 0;  // the family that Latin words and 3×5 contain
inline constexpr size_t kStarFamily = 1;
inline constexpr size_t kUnderscoreFamily = 2;
inline constexpr size_t kCircleFamily = 3;  // also written for the digit zero: 二○○八年

// What follows a single X or × that stands for a name or a number: X市, ×月×日.
inline constexpr std::u32string_view kAfterSinglePlaceholder = U"省市县乡镇年月日";

// What may stand between a number and its measure word: 1万余人.
inline constexpr std::u32string_view kMagnitudes = U"十百千万亿余多";

// What a run of capital X before it is chromosomes and no gap: XXX综合征.
inline constexpr std::u32string_view kAfterChromosomes[] = {
    U"综合征", U"综合症", U"男性综合征", U"染色体", U"核型",
};

// What a placeholder of stars stands before, and emphasis (**重点**) does not begin with: **市,
// **同志, **％.
inline constexpr std::u32string_view kAfterStars =
    U"省市县区旗州盟乡镇村局厅处科股室院校部委办厂公所站队组同某年月日时项人名个次件起户万亿元"
    U"％%‰";

// Words that stand for something still to be filled in, ASCII in lower case.
inline constexpr std::u32string_view kPlaceholderWords[] = {
    U"某某", U"此处填写", U"此处插入", U"在此输入", U"在此处输入", U"请输入", U"lorem ipsum",
};

// What template sites leave in the texts that are copied from them, ASCII in lower case.
inline constexpr std::u32string_view kAdvertisements[] = {
    // addresses
    U"http://",
    U"https://",
    U"www.",
    // downloads
    U"下载本文",
    U"本文下载",
    U"下载全文",
    U"下载文档",
    U"下载此文档",
    U"下载word",
    U"word版下载",
    U"word下载",
    U"免费下载",
    U"付费下载",
    U"点击下载",
    U"立即下载",
    U"全文下载",
    // paywalls
    U"开通会员",
    U"开通vip",
    U"会员专享",
    U"会员免费",
    U"vip会员",
    U"vip专享",
    U"付费阅读",
    U"付费内容",
    U"试读结束",
    U"试读已结束",
    U"剩余内容",
    U"剩余部分",
    U"登录后查看",
    U"登录后阅读",
    U"查看全文",
    U"阅读全文",
    U"展开全文",
    U"继续阅读",
    // accounts to follow
    U"关注公众号",
    U"关注微信公众号",
    U"关注我们",
    U"扫码关注",
    U"扫一扫关注",
    U"扫描二维码关注",
    U"添加微信",
    U"加微信",
    U"加qq",
    U"客服qq",
    U"客服微信",
    // sites
    U"范文网",
    U"更多范文",
    U"范文大全",
    U"相关范文",
    U"精选范文",
    U"推荐范文",
    U"百度文库",
    U"道客巴巴",
    U"豆丁网",
    U"文档之家",
    U"第一文库",
    U"文秘网",
    U"秘书网",
    U"公文网",
    U"代写服务",
    U"论文代写",
    // rights and sources
    U"版权所有",
    U"转载请注明",
    U"本文来自",
    U"本文来源",
    U"文章来源",
    U"未经授权",
    U"侵权必究",
    U"侵删",
    U"仅供参考",
};

// Marks with something in between: 版权归本站所有. At most kMaxMarkGap characters apart.
struct SplitMark {
  std::u32string_view head;
  std::u32string_view tail;
};
inline constexpr SplitMark kSplitAdvertisements[] = {
    {U"版权归", U"所有"},
    {U"关注", U"公众号"},
};
inline constexpr size_t kMaxMarkGap = 12;

// Half-width punctuation and what it should be between Chinese characters.
struct Punctuation {
  char32_t half;
  char32_t full;
};
inline constexpr Punctuation kPunctuation[] = {
    {U',', U'，'}, {U';', U'；'}, {U':', U'：'}, {U'?', U'？'},
    {U'!', U'！'}, {U'(', U'（'}, {U')', U'）'},
};

}  // namespace pingyi::report
