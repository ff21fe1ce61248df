// Call and show: what most verbs do.
#pragma once

#include <utility>

#include "services/cli/call/client.h"
#include "services/cli/command/context.h"
#include "services/cli/view/card.h"
#include "services/cli/view/fields.h"
#include "services/cli/view/rows.h"

namespace pingyi::cli {

// Calls a method and hands its answer to `print`.
template <typename Service, typename Request, typename Response>
absl::Status CallAndPrint(Context& context,
                          typename Client<Service>::template Method<Request, Response> method,
                          const Request& request,
                          absl::Status (*print)(Context&, const Response&)) {
  const absl::StatusOr<Response> response = Client<Service>(context.session).Call(method, request);
  return response.ok() ? print(context, *response) : response.status();
}

// Shows how many items of a paged list have come, once there are many.
class ListProgress {
 public:
  ListProgress(const Context& context, const Label& what)
      : progress_(context.NewProgress(what, 0)) {}
  void Count() {
    if (++count_ % kStep == 0) progress_.Set(count_, 0);
  }

 private:
  static constexpr int64_t kStep = 500;

  Progress progress_;
  int64_t count_ = 0;
};

// Prints every item of a paged list.
template <typename Service, typename Request, typename Response, typename Item>
absl::Status ListAndPrint(Context& context,
                          typename Client<Service>::template Method<Request, Response> method,
                          const Request& request,
                          const google::protobuf::RepeatedPtrField<Item>& (Response::*items)()
                              const,
                          const Label& title, Columns<Item> columns) {
  ListPrinter<Item> printer(context.out, title, std::move(columns));
  absl::Status listed;
  {
    ListProgress progress(context, title);
    listed =
        Client<Service>(context.session).ListAll(method, request, items, [&](const Item& item) {
          progress.Count();
          return printer.Add(item);
        });
  }
  if (!listed.ok()) return listed;
  return printer.Finish();
}

// Prints a list that is part of a message already shown by its card: for people only, the other
// formats had it in the card.
template <typename Item>
absl::Status PrintPart(Context& context, const Label& title, Columns<Item> columns,
                       const google::protobuf::RepeatedPtrField<Item>& items) {
  if (context.out.format() != Format::kTable || items.empty()) return absl::OkStatus();
  ListPrinter<Item> printer(context.out, title, std::move(columns));
  for (const Item& item : items) {
    if (absl::Status added = printer.Add(item); !added.ok()) return added;
  }
  return printer.Finish();
}

}  // namespace pingyi::cli
