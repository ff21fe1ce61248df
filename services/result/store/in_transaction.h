// One transaction whose body gives a StatusOr<T>.
#pragma once

#include <utility>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/sql/database.h"

namespace pingyi::result {

// The body may run more than once.
template <typename Fn>
auto Read(sql::Database& database, absl::Time deadline, Fn fn) {
  using Result = decltype(fn(std::declval<sql::Transaction&>()));
  Result result = absl::UnknownError("the transaction did not run");
  absl::Status status = database.Read(deadline, [&](sql::Transaction& transaction) {
    result = fn(transaction);
    return result.status();
  });
  if (!status.ok()) result = std::move(status);
  return result;
}

template <typename Fn>
auto Write(sql::Database& database, absl::Time deadline, Fn fn) {
  using Result = decltype(fn(std::declval<sql::Transaction&>()));
  Result result = absl::UnknownError("the transaction did not run");
  absl::Status status = database.Write(deadline, [&](sql::Transaction& transaction) {
    result = fn(transaction);
    return result.status();
  });
  if (!status.ok()) result = std::move(status);
  return result;
}

}  // namespace pingyi::result
