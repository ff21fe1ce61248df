// Runs statements of every kind, failing ones among them, and fails if the process holds more
// memory at the end than after the first tenth:
//   leak_check [statements]
// What a tool for finding leaks is run over, too: valgrind --leak-check=full leak_check 100000
#include <malloc.h>

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "services/base/sql/mysql/testing/test_server.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

const Migration kSchema{
    1,
    "create",
    {},
    {"CREATE TABLE IF NOT EXISTS cells (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, "
     "data MEDIUMBLOB) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;"}};

constexpr int kStatementsARound = 10;
// Kept statements and the buffers of connections come and go.
constexpr int64_t kSlackKiB = 1024;

absl::Status Take(const Row& row) {
  row.Int64(0);
  row.Text(1);
  row.OptionalBlob(2);
  return absl::OkStatus();
}

// kStatementsARound statements.
absl::Status RunRound(Transaction& transaction, int64_t round) {
  const std::string name = fmt::format("评议 {}", round);
  const Blob data{std::string(round % 500 == 0 ? 300'000 : 40, '\0')};
  const std::vector<Value> rows = {1, name, data, 2, name, Value(), 3, name, Blob{}};
  constexpr Sql kInto = "cells (id, name, data)";
  constexpr Sql kAll = "SELECT id, name, data FROM cells ORDER BY id";
  transaction.InsertRows(kInto, 3, rows).status().IgnoreError();  // two statements
  transaction.InsertRows(kInto, 3, rows, OnDuplicate::kKeepOld).status().IgnoreError();  // and two
  transaction.InsertRows(kInto, 3, rows).status().IgnoreError();  // one: the key is taken
  transaction.Execute("SELEC 1").status().IgnoreError();
  transaction.Execute("INSERT INTO nowhere VALUES (?)", {name}).status().IgnoreError();
  transaction.Query(kAll, {}, [](const Row&) { return absl::CancelledError("enough"); })
      .IgnoreError();
  transaction.Execute("UPDATE cells SET name = ? WHERE id = ?", {Value(), 1})
      .status()
      .IgnoreError();
  return transaction.Query(kAll, {}, Take);
}

// What was allocated and not freed. Tools that bring an allocator of their own see 0 here, and have
// their own way to tell.
int64_t HeldKiB() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<int64_t>((info.uordblks + info.hblkhd) / 1024);
}

void Require(bool ok, std::string_view what) {
  if (ok) return;
  fmt::print(stderr, "{}\n", what);
  std::exit(1);
}

int Run(int64_t statements) {
  TempDatabase database({&kSchema, 1}, Backend::kMysql);
  const int64_t rounds = std::max<int64_t>(10, statements / kStatementsARound);
  int64_t before = 0;
  for (int64_t round = 0; round < rounds; ++round) {
    // Always rolled back, and now and then by a connection of its own.
    const auto body = [&](Transaction& transaction) {
      absl::Status status = RunRound(transaction, round);
      Require(status.ok(), status.ToString());
      return absl::CancelledError("back");
    };
    if (round % 1000 == 999) {
      database.OpenAgain()->Write(Soon(), body).IgnoreError();
    } else {
      database->Write(Soon(), body).IgnoreError();
    }
    if (round == rounds / 10) before = HeldKiB();
  }
  const int64_t grown = HeldKiB() - before;
  fmt::print("{} statements; {} KiB more are held\n", rounds * kStatementsARound, grown);
  Require(grown <= kSlackKiB, "that is a leak");
  return 0;
}

}  // namespace
}  // namespace pingyi::sql

int main(int argc, char** argv) {
  return pingyi::sql::Run(argc > 1 ? std::atoll(argv[1]) : 100'000);
}
