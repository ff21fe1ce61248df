// What an error code of MySQL, MariaDB or their client library means to a store.
#pragma once

#include <absl/status/status.h>

namespace pingyi::sql {

struct MysqlFailure {
  absl::Status status;
  bool conflict = false;           // worth running the transaction again
  bool ends_transaction = false;   // nothing of the transaction may be committed
  bool breaks_connection = false;  // the connection must not be used again
};

// `code` as the connector's exceptions carry it: below 2000 and above 2999 from the server, between
// them from the client library, 0 from the connector itself. A code that is not in the table leaves
// the connection in a state we know nothing about, so it ends the transaction and breaks the
// connection. `past_deadline`: the caller's time is up, so what would be a conflict over a lock or
// an answer that did not come is a deadline exceeded. The message tells the kind of fault and the
// code; what the server says about it, which can name values, never becomes part of it.
MysqlFailure ClassifyMysql(int code, bool past_deadline);

// Whether the server's own text for `code` names nothing but tables and columns, so that it may be
// logged for whoever mends the statement.
bool MysqlTextIsSafe(int code);

// As ClassifyMysql, for an error of COMMIT. Only after a conflict is it known that nothing was
// committed; after anything else the outcome is unknown: UNAVAILABLE, and the connection broken.
MysqlFailure ClassifyMysqlCommit(int code);

// As ClassifyMysql, for an error of a statement that ends with COMMIT. What undoes a change alone
// or is a conflict tells that nothing was committed. Where the server broke it off at the deadline,
// all is over on the server, so whoever looks next sees what became of it: DEADLINE_EXCEEDED. After
// anything else the outcome is unknown: UNAVAILABLE, and the connection broken.
MysqlFailure ClassifyMysqlLast(int code);

}  // namespace pingyi::sql
