// What a list shows of one type of message: the one description from which table, CSV and the card
// of a single message are made.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/cli/view/cell.h"

namespace pingyi::cli {

// Where a column is shown.
enum class Place {
  kEverywhere,
  kCardAndCsv,  // too much for a line of a list
};

// The heading of a column.
struct Heading {
  std::string key;  // in CSV, stable
  Label label;      // for people
  CellKind kind = CellKind::kText;
  Place place = Place::kEverywhere;
};

template <typename Message>
struct Column {
  Heading heading;
  std::function<std::string(const Message&)> value;  // raw
};

template <typename Message>
using Columns = std::vector<Column<Message>>;

}  // namespace pingyi::cli
