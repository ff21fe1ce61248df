#include "services/result/domain/inputs.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {
namespace {

template <typename Item>
const Item* FindOf(const std::vector<Item>& items, std::string_view subject) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [subject](const Item& item) { return item.subject == subject; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

void SortInputs(Inputs& inputs) {
  std::sort(inputs.subjects.begin(), inputs.subjects.end(),
            [](const auto& a, const auto& b) { return a.subject < b.subject; });
  std::sort(inputs.exclusions.begin(), inputs.exclusions.end(), [](const auto& a, const auto& b) {
    return std::tie(a.subject, a.kind) < std::tie(b.subject, b.kind);
  });
  std::sort(inputs.components.begin(), inputs.components.end(),
            [](const auto& a, const auto& b) { return a.component < b.component; });
  for (ComponentFigures& figures : inputs.components) {
    SortFigures(figures);
  }
}

std::string CanonicalInputs(const Inputs& inputs) {
  if (inputs.empty()) {
    return "";
  }
  Inputs sorted = inputs;
  SortInputs(sorted);
  std::string text = "pingyi-inputs-v1\n";
  for (const Exclusion& exclusion : sorted.exclusions) {
    text += fmt::format("exclusion {} {}\n", exclusion.subject, exclusion.kind);
  }
  for (const ComponentFigures& figures : sorted.components) {
    text += fmt::format("component {} {}\n", figures.component, FiguresDigest(figures));
  }
  return text;
}

std::string InputsDigest(const Inputs& inputs) {
  return inputs.empty() ? "" : crypto::Hex(crypto::Sha256(CanonicalInputs(inputs)));
}

const SubjectFacts* FindFacts(const Inputs& inputs, std::string_view subject) {
  return FindOf(inputs.subjects, subject);
}

const Exclusion* FindExclusion(const Inputs& inputs, std::string_view subject) {
  return FindOf(inputs.exclusions, subject);
}

}  // namespace pingyi::result
