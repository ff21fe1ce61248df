#include "services/result/domain/canonical.h"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/number/rational.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

void AppendScore(std::string_view kind, const std::string& key,
                 const std::optional<Rational>& score, std::string& text) {
  text += kind;
  text += key;
  text += ' ';
  if (score.has_value()) {
    score->AppendTo(text);
  } else {
    text += '-';
  }
  text += '\n';
}

std::string Header(const RoundFacts& facts, const std::string& tally_digest,
                   const std::string& policy_digest) {
  return fmt::format("pingyi-result-v1\nround {} {}\ntally {}\npolicy {}\n", facts.name,
                     facts.frozen_digest, tally_digest, policy_digest);
}

void AppendSubject(const RoundFacts& facts, const PolicyRules& policy, const SubjectResult& result,
                   std::string& text) {
  text += fmt::format("result {} {} {} ", result.subject, result.rank,
                      result.grade.empty() ? "-" : result.grade);
  result.total.AppendTo(text);
  text += ' ';
  text += RoundedText(result.total, policy.rounding);
  text += '\n';
  for (size_t g = 0; g < result.groups.size(); ++g) {
    AppendScore("group ", facts.groups[g].key, result.groups[g].score, text);
    for (size_t c = 0; c < result.groups[g].criteria.size(); ++c) {
      AppendScore("criterion ", facts.criteria[c].key, result.groups[g].criteria[c].score, text);
    }
  }
}

}  // namespace

std::string CanonicalResults(const RoundFacts& facts, const std::string& tally_digest,
                             const PolicyRules& policy, const std::string& policy_digest,
                             const RoundResults& results) {
  std::string text = Header(facts, tally_digest, policy_digest);
  for (const SubjectResult& result : results) {
    AppendSubject(facts, policy, result, text);
  }
  return text;
}

std::string ResultDigest(const RoundFacts& facts, const std::string& tally_digest,
                         const PolicyRules& policy, const std::string& policy_digest,
                         const RoundResults& results) {
  crypto::Sha256Stream hash;
  hash.Update(Header(facts, tally_digest, policy_digest));
  std::string text;
  for (const SubjectResult& result : results) {
    text.clear();
    AppendSubject(facts, policy, result, text);
    hash.Update(text);
  }
  return crypto::Hex(hash.Finish());
}

}  // namespace pingyi::result
