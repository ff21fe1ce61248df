#include <fmt/format.h>

#include "services/export/html/section.h"

namespace pingyi::exporting {
namespace {

void WriteFact(Markup& out, const Words& name, const std::string& value) {
  const auto fact = out.Begin("div");
  out.Leaf("dt", {}, name);
  const auto text = out.Begin("dd");
  out.Leaf("code", {}, value);
}

// What the page itself is worth, and who has the evidence.
Words EvidenceWords(const Report& report) {
  if (report.withholds()) {
    return {
        "本页是为阅读而作，凭据是发布包。此次发布的发布包含有不公开的计票，只供审计："
        "审计人员用它离线重算每一位数字，公众可向其查证下列摘要。",
        "This page is for reading; the evidence is the release's bundle. That of this release "
        "holds counts that are withheld, and is for the auditor, who recomputes every digit "
        "from it; the public can compare the digests below with what the auditor confirms."};
  }
  return {"本页是为阅读而作，凭据是发布包：任何人都可以用它离线重算每一位数字，并核对摘要和签名。",
          "This page is for reading; the evidence is the release's bundle, from which anybody can "
          "recompute every digit without any service and check digest and signature."};
}

std::string BundleCommand(const Report& report) {
  return fmt::format("pingyi release bundle --round {} --release {}{} --out release.json",
                     report.round, report.number, report.withholds() ? " --confidential" : "");
}

}  // namespace

void WriteProof(Markup& out, const Report& report) {
  const Proof& proof = report.proof;
  const auto section = out.Begin("section", {{"id", "verify"}});
  out.Leaf("h2", {}, Words{"核验", "How to verify"});
  out.Leaf("p", {}, EvidenceWords(report));
  {
    const auto steps = out.Begin("ol");
    {
      const auto step = out.Begin("li");
      out.Say(
          {"取得发布包，或由发布机构写出：", "Get the bundle, which the institution writes with "});
      out.Leaf("code", {}, BundleCommand(report));
    }
    {
      const auto step = out.Begin("li");
      out.Say(
          {"从可信渠道取得公钥，运行：", "Get the public key from a source you trust, and run "});
      out.Leaf("code", {}, "pingyi-verify release.json --key release-key.pem.pub");
    }
    out.Leaf("li", {},
             Words{"把其中的发布摘要与下面的核对。",
                   "Compare the release digest that it shows with the one below."});
  }
  const auto facts = out.Begin("dl", {{"class", "digests"}});
  WriteFact(out, {"发布", "Release"}, report.release);
  WriteFact(out, {"发布摘要", "Release digest"}, proof.digest);
  if (!proof.key_id.empty()) {
    WriteFact(out, {"签名密钥", "Signed by the key"}, proof.key_id);
  } else {
    const auto fact = out.Begin("div");
    out.Leaf("dt", {}, Words{"签名", "Signature"});
    out.Leaf("dd", {}, Words{"此次发布未签名", "This release is not signed"});
  }
  WriteFact(out, {"结果摘要", "Result digest"}, proof.result_digest);
  WriteFact(out, {"计票摘要", "Tally digest"}, proof.tally_digest);
  WriteFact(out, {"计分办法", "Policy"}, report.policy);
  WriteFact(out, {"办法摘要", "Policy digest"}, proof.policy_digest);
  WriteFact(out, {"轮次摘要", "Round digest"}, proof.frozen_digest);
}

}  // namespace pingyi::exporting
