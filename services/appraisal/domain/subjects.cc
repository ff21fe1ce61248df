#include "services/appraisal/domain/subjects.h"

#include <algorithm>
#include <map>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/text_map.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {
namespace {

// A new subject without a position is equal to an old one at any.
bool SaysTheSame(Subject added, const Subject& old) {
  if (added.position == 0) added.position = old.position;
  return added == old;
}

absl::Status Exists(size_t index, std::string_view field, std::string_view description) {
  FieldViolation violation{fmt::format("subjects[{}].{}", index, field), std::string(description),
                           std::string(reason::kResourceExists)};
  return MakeError(absl::StatusCode::kAlreadyExists, violation.field + ": " + violation.description,
                   ErrorDetails{std::string(reason::kResourceExists), {violation}, {}});
}

absl::Status TooMany(size_t index, std::string_view field, std::string_view description) {
  return InvalidFields({{fmt::format("subjects[{}].{}", index, field), std::string(description),
                         std::string(reason::kLimitExceeded)}});
}

// The ballot while subjects join it.
struct Places {
  TextViewMap<const Subject*> by_id;
  absl::flat_hash_map<int32_t, std::string_view> by_position;
  int32_t last = 0;

  void Take(const Subject& subject) {
    by_id.emplace(subject.id, &subject);
    by_position.emplace(subject.position, subject.id);
    last = std::max(last, subject.position);
  }
};

}  // namespace

absl::StatusOr<std::vector<Subject>> NewSubjects(std::span<const Subject> existing,
                                                 std::span<const Subject> added,
                                                 OnExisting on_existing) {
  Places places;
  for (const Subject& subject : existing) places.Take(subject);
  std::vector<std::pair<size_t, Subject>> joining;  // with the place in `added`
  for (size_t i = 0; i < added.size(); ++i) {
    const auto old = places.by_id.find(added[i].id);
    if (old == places.by_id.end()) {
      joining.emplace_back(i, added[i]);
    } else if (on_existing == OnExisting::kMustBeEqual && !SaysTheSame(added[i], *old->second)) {
      return Exists(i, "name", "the round has a subject of this name that differs");
    }
  }
  if (existing.size() + joining.size() > kMaxSubjects) {
    return TooMany(joining.back().first, "name", "a round has at most 10,000 subjects");
  }
  for (const auto& [index, subject] : joining) {
    if (subject.position == 0) continue;
    if (places.by_position.contains(subject.position)) {
      return Exists(index, "position", "another subject of the round has this position");
    }
    places.Take(subject);
  }
  std::vector<Subject> result;
  result.reserve(joining.size());
  for (auto& [index, subject] : joining) {
    if (subject.position == 0) subject.position = ++places.last;
    if (subject.position > static_cast<int32_t>(kMaxSubjects)) {
      return TooMany(index, "position", "there is no position left behind the last subject");
    }
    result.push_back(subject);
  }
  return result;
}

}  // namespace pingyi::appraisal
