#include "services/export/html/page.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include "services/base/crypto/hash.h"
#include "services/export/html/section.h"
#include "services/export/html/style.h"

namespace pingyi::exporting {
namespace {

// Nothing is loaded, run or sent; the one style sheet that counts is ours, by its hash.
std::string ContentPolicy() {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
      absl::Base64Escape(crypto::Sha256(Style())));
}

void WriteHead(Markup& out, const Report& report) {
  const auto head = out.Begin("head");
  out.Void("meta", {{"charset", "utf-8"}});
  out.Void("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", ContentPolicy()}});
  out.Void("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out.Void("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  out.Leaf("title", {},
           Words{fmt::format("{}：评议结果", report.round_title),
                 fmt::format("{}: appraisal results", report.round_title)});
  const auto style = out.Begin("style");
  out.Raw(Style());
}

// The switch between the languages: two radio buttons, on which the style sheet goes.
void WriteSwitch(Markup& out) {
  out.Void("input", {{"type", "radio"},
                     {"name", "language"},
                     {"id", "choose-zh"},
                     {"class", "choice"},
                     {"checked", "checked"}});
  out.Leaf("label", {{"for", "choose-zh"}, {"lang", "zh"}}, "中文");
  out.Void("input",
           {{"type", "radio"}, {"name", "language"}, {"id", "choose-en"}, {"class", "choice"}});
  out.Leaf("label", {{"for", "choose-en"}, {"lang", "en"}}, "English");
}

}  // namespace

std::string HtmlPage(const Report& report, Languages languages) {
  Markup out(languages);
  out.Raw("<!DOCTYPE html>\n");
  {
    const auto html = out.Begin("html", {{"lang", languages == Languages::kEn ? "en" : "zh-Hans"}});
    WriteHead(out, report);
    const auto body = out.Begin("body");
    if (languages == Languages::kBoth) WriteSwitch(out);
    const auto main = out.Begin("main");
    WriteTitle(out, report);
    WriteSummary(out, report);
    WriteResults(out, report);
    WriteBoards(out, report);
    WriteDecisions(out, report);
    WriteAmendments(out, report);
    WriteRanking(out, report);
    WriteDistributions(out, report);
    WriteComparison(out, report);
    WriteProof(out, report);
  }
  out.Raw("\n");
  return out.Take();
}

}  // namespace pingyi::exporting
