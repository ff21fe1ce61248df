#include "services/result/domain/mark_scope.h"

#include <algorithm>

namespace pingyi::result {
namespace {

// Which of the items are named; none named means all.
std::vector<bool> Named(const std::vector<std::string>& keys,
                        const std::vector<Form::Item>& items) {
  std::vector<bool> named(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    named[i] = keys.empty() || std::find(keys.begin(), keys.end(), items[i].key) != keys.end();
  }
  return named;
}

}  // namespace

ScopeFilter::ScopeFilter(const MarkScope& scope, const Form& form)
    : groups_(Named(scope.groups, form.groups())),
      criteria_(Named(scope.criteria, form.criteria())) {}

int64_t ScopeFilter::criterion_count() const {
  return std::count(criteria_.begin(), criteria_.end(), true);
}

}  // namespace pingyi::result
