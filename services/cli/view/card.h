// One message with all its fields.
#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <google/protobuf/message.h>

#include "services/cli/view/column.h"
#include "services/cli/view/output.h"
#include "services/cli/view/rows.h"

namespace pingyi::cli {

// A line for each field that has a value; in JSON the message, in CSV a header and one row.
absl::Status PrintCard(Output& out, const Label& title, const std::vector<Heading>& headings,
                       const std::vector<std::string>& cells,
                       const google::protobuf::Message& message);

template <typename Message>
absl::Status PrintCard(Output& out, const Label& title, const Columns<Message>& columns,
                       const Message& message) {
  std::vector<std::string> cells;
  for (const auto& column : columns) cells.push_back(column.value(message));
  return PrintCard(out, title, ListPrinter<Message>::Headings(columns), cells, message);
}

}  // namespace pingyi::cli
