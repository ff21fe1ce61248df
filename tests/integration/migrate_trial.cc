// A pingyi-migrate of its own for migrate_test: "services" that are versions of one schema.
#include <iostream>
#include <vector>

#include "services/migrate/program.h"

namespace {

using pingyi::sql::Migration;

// As every text for MySQL must, these bear being run again.
const Migration kNotes{.version = 1,
                       .name = "create notes",
                       .sqlite = {"CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY, "
                                  "body TEXT NOT NULL) STRICT"},
                       .mysql = {"CREATE TABLE IF NOT EXISTS notes (id BIGINT NOT NULL PRIMARY "
                                 "KEY, body VARCHAR(100) NOT NULL) ENGINE=InnoDB"}};
const Migration kLengths{
    .version = 2,
    .name = "add lengths to notes",
    .sqlite = {"ALTER TABLE notes ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
               "UPDATE notes SET size = length(body)"},
    .mysql = {"ALTER TABLE notes ADD COLUMN IF NOT EXISTS size BIGINT NOT NULL DEFAULT 0",
              "UPDATE notes SET size = CHAR_LENGTH(body)"}};

// Many changes, each with some work, so that one can be killed among them.
std::vector<Migration> ManyChanges() {
  constexpr int kChanges = 100;
  std::vector<Migration> migrations = {kNotes};
  for (int version = 2; version <= kChanges; ++version) {
    migrations.push_back(
        {.version = version,
         .name = "add a thousand notes",
         .sqlite = {"INSERT INTO notes WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                    "FROM n WHERE i < 1000) "
                    "SELECT (SELECT count(*) FROM notes) + i, 'note' FROM n"},
         // Which thousand it is depends on the changes before it, not on the notes: the same again
         // adds nothing.
         .mysql = {"INSERT IGNORE INTO notes SELECT (done.n - 1) * 1000 + seq, 'note' FROM "
                   "seq_1_to_1000, (SELECT count(*) AS n FROM schema_migrations) AS done"}});
  }
  return migrations;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Migration> one = {kNotes};
  const std::vector<Migration> two = {kNotes, kLengths};
  const std::vector<Migration> many = ManyChanges();
  const pingyi::migrate::ServiceSchema services[] = {{"one", one}, {"two", two}, {"many", many}};
  return static_cast<int>(
      pingyi::migrate::Run({argv + 1, argv + argc}, services, std::cout, std::cerr));
}
