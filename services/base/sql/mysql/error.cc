#include "services/base/sql/mysql/error.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <absl/strings/cord.h>
#include <fmt/format.h>

#include "services/base/sql/transaction.h"

namespace pingyi::sql {
namespace {

using Code = absl::StatusCode;

// What becomes of the transaction and its connection.
enum class Effect {
  kStatement,    // the statement alone is undone; the transaction may go on
  kTransaction,  // the transaction ends; the connection is good after a ROLLBACK
  kConflict,     // as kTransaction, and the transaction is worth running again
  kConnection,   // the transaction ends and the connection with it
};

struct Meaning {
  int code;  // sorted
  Code status;
  Effect effect;
  const char* message;
  bool text_is_safe = false;
};

constexpr const char* kDisk = "the disk of the database is full or failing";
constexpr const char* kMemory = "the database ran out of memory";
constexpr const char* kDamaged = "a table of the database is damaged";
constexpr const char* kTaken = "the key is taken";
constexpr const char* kForbidden = "a rule of the database forbids the change";
constexpr const char* kMissing = "a row that is referred to is missing";
constexpr const char* kReferred = "a row that is referred to cannot be removed";
constexpr const char* kConstraint = "a value breaks a constraint of the database";
constexpr const char* kFault = "a statement failed";
constexpr const char* kDenied = "the database user may not run a statement";
constexpr const char* kLoginRefused = "the database refuses the user";
constexpr const char* kInTheWay = "another writer was in the way";
constexpr const char* kInterrupted = "the statement ran into the deadline";
constexpr const char* kNotReady = "the database is not ready";
constexpr const char* kBusy = "the database takes no more connections";
constexpr const char* kAway = "the database does not answer";
constexpr const char* kLost = "the connection to the database was lost";
constexpr const char* kReadOnlyServer = "the database server takes no changes";
constexpr const char* kTooBig = "a statement is larger than the database takes";
constexpr const char* kTls = "the connection to the database cannot be secured";

constexpr Meaning kMeanings[] = {
    {3, Code::kUnavailable, Effect::kTransaction, kDisk},            // error writing file
    {1020, Code::kAborted, Effect::kConflict, kInTheWay},            // record has changed
    {1021, Code::kUnavailable, Effect::kTransaction, kDisk},         // disk full
    {1022, Code::kAlreadyExists, Effect::kStatement, kTaken},        // duplicate key in table
    {1026, Code::kUnavailable, Effect::kTransaction, kDisk},         // error writing file
    {1030, Code::kUnavailable, Effect::kTransaction, kDisk},         // error from storage engine
    {1034, Code::kDataLoss, Effect::kConnection, kDamaged},          // incorrect key file
    {1035, Code::kDataLoss, Effect::kConnection, kDamaged},          // old key file
    {1037, Code::kResourceExhausted, Effect::kConnection, kMemory},  // out of memory
    {1038, Code::kResourceExhausted, Effect::kConnection, kMemory},  // out of sort memory
    {1040, Code::kUnavailable, Effect::kConnection, kBusy},          // too many connections
    {1041, Code::kResourceExhausted, Effect::kConnection, kMemory},  // out of resources
    {1042, Code::kUnavailable, Effect::kConnection, kAway},          // bad host
    {1043, Code::kUnavailable, Effect::kConnection, kAway},          // bad handshake
    {1044, Code::kPermissionDenied, Effect::kConnection, kLoginRefused},  // no such right on it
    {1045, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},   // access denied
    {1047, Code::kUnavailable, Effect::kConnection, kNotReady},      // Galera: not in the cluster
    {1048, Code::kInternal, Effect::kStatement, kConstraint, true},  // column cannot be null
    {1049, Code::kFailedPrecondition, Effect::kConnection,
     "the database is missing: make it first"},
    {1053, Code::kUnavailable, Effect::kConnection, kAway},               // server shutdown
    {1054, Code::kInternal, Effect::kStatement, kFault, true},            // unknown column
    {1062, Code::kAlreadyExists, Effect::kStatement, kTaken},             // duplicate entry
    {1064, Code::kInternal, Effect::kStatement, kFault, true},            // syntax
    {1065, Code::kInternal, Effect::kStatement, kFault, true},            // empty query
    {1114, Code::kUnavailable, Effect::kTransaction, kDisk},              // table is full
    {1129, Code::kUnavailable, Effect::kConnection, kAway},               // host is blocked
    {1130, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},   // host not allowed
    {1136, Code::kInternal, Effect::kStatement, kFault, true},            // column count
    {1142, Code::kInternal, Effect::kStatement, kDenied, true},           // command denied
    {1143, Code::kInternal, Effect::kStatement, kDenied, true},           // column denied
    {1146, Code::kInternal, Effect::kStatement, kFault, true},            // no such table
    {1152, Code::kUnavailable, Effect::kConnection, kLost},               // aborted connection
    {1153, Code::kInternal, Effect::kConnection, kTooBig},                // packet too large
    {1156, Code::kUnavailable, Effect::kConnection, kLost},               // packets out of order
    {1158, Code::kUnavailable, Effect::kConnection, kLost},               // network read error
    {1159, Code::kUnavailable, Effect::kConnection, kLost},               // network read timeout
    {1160, Code::kUnavailable, Effect::kConnection, kLost},               // network write error
    {1161, Code::kUnavailable, Effect::kConnection, kLost},               // network write timeout
    {1169, Code::kAlreadyExists, Effect::kStatement, kTaken},             // unique constraint
    {1180, Code::kUnavailable, Effect::kConnection, "a commit failed"},   // error during COMMIT
    {1184, Code::kUnavailable, Effect::kConnection, kLost},               // aborted connection
    {1194, Code::kDataLoss, Effect::kConnection, kDamaged},               // table is crashed
    {1195, Code::kDataLoss, Effect::kConnection, kDamaged},               // and cannot be repaired
    {1203, Code::kUnavailable, Effect::kConnection, kBusy},               // user's connections
    {1205, Code::kAborted, Effect::kConflict, kInTheWay},                 // lock wait timeout
    {1206, Code::kResourceExhausted, Effect::kTransaction, kMemory},      // lock table full
    {1213, Code::kAborted, Effect::kConflict, kInTheWay},                 // deadlock
    {1216, Code::kFailedPrecondition, Effect::kStatement, kMissing},      // foreign key
    {1217, Code::kFailedPrecondition, Effect::kStatement, kReferred},     // foreign key
    {1226, Code::kUnavailable, Effect::kConnection, kBusy},               // user's limit reached
    {1227, Code::kInternal, Effect::kStatement, kDenied, true},           // privilege needed
    {1243, Code::kInternal, Effect::kConnection, kFault},                 // unknown handler
    {1251, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},   // auth protocol
    {1264, Code::kInternal, Effect::kStatement, kConstraint, true},       // out of range
    {1265, Code::kInternal, Effect::kStatement, kConstraint, true},       // truncated
    {1290, Code::kUnavailable, Effect::kConnection, kReadOnlyServer},     // --read-only
    {1292, Code::kInternal, Effect::kStatement, kConstraint},             // wrong value
    {1295, Code::kInternal, Effect::kStatement, kFault, true},            // not to be prepared
    {1305, Code::kInternal, Effect::kStatement, kFault, true},            // no such function
    {1317, Code::kDeadlineExceeded, Effect::kTransaction, kInterrupted},  // KILL QUERY
    {1364, Code::kInternal, Effect::kStatement, kConstraint, true},       // no default
    {1366, Code::kInternal, Effect::kStatement, kConstraint},             // wrong value
    {1370, Code::kInternal, Effect::kStatement, kDenied, true},           // routine denied
    {1406, Code::kInternal, Effect::kStatement, kConstraint, true},       // data too long
    {1412, Code::kAborted, Effect::kConflict, "the schema changed"},      // under a snapshot
    {1451, Code::kFailedPrecondition, Effect::kStatement, kReferred},     // foreign key
    {1452, Code::kFailedPrecondition, Effect::kStatement, kMissing},      // foreign key
    {1461, Code::kResourceExhausted, Effect::kTransaction,
     "the database holds too many prepared statements"},
    {1586, Code::kAlreadyExists, Effect::kStatement, kTaken},            // duplicate entry
    {1615, Code::kAborted, Effect::kConflict, "the schema changed"},     // prepare again
    {1644, Code::kFailedPrecondition, Effect::kStatement, kForbidden},   // SIGNAL of a trigger
    {1690, Code::kInternal, Effect::kStatement, kConstraint},            // number out of range
    {1698, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},  // access denied
    {1712, Code::kDataLoss, Effect::kConnection, kDamaged},              // index is corrupt
    {1792, Code::kInternal, Effect::kStatement, "a write where only reading is allowed", true},
    {1836, Code::kUnavailable, Effect::kConnection, kReadOnlyServer},     // read-only mode
    {1862, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},   // password expired
    {1927, Code::kUnavailable, Effect::kConnection, kLost},               // KILL
    {1969, Code::kDeadlineExceeded, Effect::kTransaction, kInterrupted},  // max_statement_time
    {2002, Code::kUnavailable, Effect::kConnection, kAway},               // socket
    {2003, Code::kUnavailable, Effect::kConnection, kAway},               // host
    {2005, Code::kUnavailable, Effect::kConnection, kAway},               // unknown host
    {2006, Code::kUnavailable, Effect::kConnection, kLost},               // server has gone away
    {2008, Code::kResourceExhausted, Effect::kConnection, "no memory is left for an answer"},
    {2012, Code::kUnavailable, Effect::kConnection, kAway},               // handshake
    {2013, Code::kUnavailable, Effect::kConnection, kLost},               // lost during query
    {2020, Code::kInternal, Effect::kConnection, kTooBig},                // packet too large
    {2026, Code::kUnauthenticated, Effect::kConnection, kTls},            // TLS
    {2027, Code::kUnavailable, Effect::kConnection, kLost},               // malformed packet
    {2055, Code::kUnavailable, Effect::kConnection, kLost},               // lost, extended
    {2058, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},   // plugin
    {2059, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},   // plugin
    {2061, Code::kUnauthenticated, Effect::kConnection, kLoginRefused},   // plugin
    {3024, Code::kDeadlineExceeded, Effect::kTransaction, kInterrupted},  // max_execution_time
    {3819, Code::kInternal, Effect::kStatement, kConstraint, true},       // CHECK of MySQL
    {4025, Code::kInternal, Effect::kStatement, kConstraint, true},       // CHECK of MariaDB
};
static_assert(std::ranges::is_sorted(kMeanings, std::ranges::less_equal(), &Meaning::code) ||
              std::ranges::is_sorted(kMeanings, {}, &Meaning::code));

const Meaning* Find(int code) {
  const auto* found = std::ranges::lower_bound(kMeanings, code, {}, &Meaning::code);
  return found != std::end(kMeanings) && found->code == code ? found : nullptr;
}

MysqlFailure Failure(Code status_code, Effect effect, const char* message, int code) {
  absl::Status status(status_code, fmt::format("{} (MySQL {})", message, code));
  if (message == kDenied) status.SetPayload(kDeniedPayload, absl::Cord());
  return {.status = std::move(status),
          .conflict = effect == Effect::kConflict,
          .ends_transaction = effect != Effect::kStatement,
          .breaks_connection = effect == Effect::kConnection};
}

// Codes that only tell that something took too long, or the lack of an answer.
bool IsDeadline(const Meaning& meaning, bool past_deadline) {
  if (!past_deadline) return false;
  return meaning.code == 1205 || (meaning.status == Code::kUnavailable && meaning.message == kLost);
}

}  // namespace

MysqlFailure ClassifyMysql(int code, bool past_deadline) {
  const Meaning* meaning = Find(code);
  if (meaning == nullptr) return Failure(Code::kInternal, Effect::kConnection, kFault, code);
  if (!IsDeadline(*meaning, past_deadline)) {
    return Failure(meaning->status, meaning->effect, meaning->message, code);
  }
  const bool broken = meaning->effect == Effect::kConnection;
  return Failure(Code::kDeadlineExceeded, broken ? Effect::kConnection : Effect::kTransaction,
                 "the database was busy until the deadline", code);
}

bool MysqlTextIsSafe(int code) {
  const Meaning* meaning = Find(code);
  return meaning != nullptr && meaning->text_is_safe;
}

MysqlFailure ClassifyMysqlLast(int code) {
  MysqlFailure failure = ClassifyMysql(code, /*past_deadline=*/false);
  const bool over = absl::IsDeadlineExceeded(failure.status) && !failure.breaks_connection;
  return failure.ends_transaction && !over ? ClassifyMysqlCommit(code) : failure;
}

MysqlFailure ClassifyMysqlCommit(int code) {
  MysqlFailure failure = ClassifyMysql(code, /*past_deadline=*/false);
  if (failure.conflict) return failure;
  return Failure(Code::kUnavailable, Effect::kConnection,
                 "whether the change was committed is unknown", code);
}

}  // namespace pingyi::sql
