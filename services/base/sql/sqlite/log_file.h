// How the write-ahead log gets to its file. SQLite writes each page of a transaction in two pieces,
// its header and itself; here they are gathered, and reach the system in long ones. And it makes
// the file longer with each transaction; here the file is made longer in large pieces, from time to
// time.
#pragma once

namespace pingyi::sql {

// The name of the file system to open databases with, as sqlite3_open_v2() takes it. It is the
// system's own, but that a log may end in zeros, which means nothing to SQLite, and what is written
// to a log is gathered until the log is synced, read or measured, or until somebody else may write
// to it. So it must be synced before anybody else is told of it, and it is where `synchronous` is
// FULL: SQLite publishes a transaction when its sync has succeeded. Null, which means the system's
// own, if it cannot be registered. Thread-safe.
const char* GatheringVfs();

}  // namespace pingyi::sql
