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

std::string ExtraLines(const ResultExtras& extras) {
  std::string text = extras.salt.empty() ? "" : fmt::format("salt {}\n", extras.salt);
  return text +
         (extras.inputs_digest.empty() ? "" : fmt::format("inputs {}\n", extras.inputs_digest));
}

std::string RankText(int32_t rank) { return rank == 0 ? "-" : fmt::to_string(rank); }

void AppendSection(const PolicyRules& policy, const LeaderboardSection& section,
                   std::string& text) {
  text += fmt::format("board {} {}\n", policy.leaderboards[section.board].key, section.name);
  for (const LeaderboardRow& row : section.rows) {
    text += fmt::format("row {} {} ", row.id, RankText(row.rank));
    text += row.score.has_value() ? fmt::format("{} {}\n", row.score->ToString(),
                                                RoundedText(*row.score, policy.rounding))
                                  : "- -\n";
  }
}

void AppendSubject(const RoundFacts& facts, const PolicyRules& policy, const SubjectResult& result,
                   std::string& text) {
  text += fmt::format("result {} {} {} ", result.subject, RankText(result.rank),
                      result.grade.empty() ? "-" : result.grade);
  result.total.AppendTo(text);
  text += ' ';
  text += RoundedText(result.total, policy.rounding);
  text += '\n';
  if (!result.exclusion.empty()) {
    text += fmt::format("exclusion {}\n", result.exclusion);
  }
  if (!result.undecided_grade.empty()) {
    text += fmt::format("undecided {}\n", result.undecided_grade);
  }
  for (size_t g = 0; g < result.groups.size(); ++g) {
    AppendScore("group ", facts.groups[g].key, result.groups[g].score, text);
    for (size_t c = 0; c < result.groups[g].criteria.size(); ++c) {
      AppendScore("criterion ", facts.criteria[c].key, result.groups[g].criteria[c].score, text);
    }
  }
  for (size_t c = 0; c < result.pooled.size(); ++c) {
    AppendScore("pooled ", facts.criteria[c].key, result.pooled[c].score, text);
  }
  for (size_t i = 0; i < result.components.size(); ++i) {
    AppendScore("component ", policy.components[i].key, result.components[i].score, text);
  }
}

}  // namespace

std::string CanonicalResults(const RoundFacts& facts, const std::string& tally_digest,
                             const PolicyRules& policy, const std::string& policy_digest,
                             const RoundResults& results, const ResultExtras& extras) {
  std::string text = Header(facts, tally_digest, policy_digest) + ExtraLines(extras);
  for (const SubjectResult& result : results) {
    AppendSubject(facts, policy, result, text);
  }
  for (const LeaderboardSection& section : extras.leaderboards) {
    AppendSection(policy, section, text);
  }
  return text;
}

std::string ResultDigest(const RoundFacts& facts, const std::string& tally_digest,
                         const PolicyRules& policy, const std::string& policy_digest,
                         const RoundResults& results, const ResultExtras& extras) {
  crypto::Sha256Stream hash;
  hash.Update(Header(facts, tally_digest, policy_digest));
  hash.Update(ExtraLines(extras));
  std::string text;
  for (const SubjectResult& result : results) {
    text.clear();
    AppendSubject(facts, policy, result, text);
    hash.Update(text);
  }
  for (const LeaderboardSection& section : extras.leaderboards) {
    text.clear();
    AppendSection(policy, section, text);
    hash.Update(text);
  }
  return crypto::Hex(hash.Finish());
}

}  // namespace pingyi::result
