#include "services/base/sql/sqlite/log_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

#include <sqlite3.h>

namespace pingyi::sql {
namespace {

constexpr char kName[] = "pingyi-gathering";

// SQLite never gives more than this to a file at once, and its own files take no more than twice as
// much.
constexpr int kMostGathered = 64 << 10;

// A file that grows must have its new size made durable with what is in it, which takes longer than
// to write over what is there. So before short transactions reach the end of the log, this much is
// added to it in zeros, which no reader takes for a part of it: as what an earlier round left
// behind, they lack the salt of this one.
constexpr int kAdded = 512 << 10;
constexpr int kShort = kMostGathered;

// Among the locks of a log, that of the connection that writes.
constexpr int kWriteLock = 0;

struct DatabaseFile;

// An open log as SQLite sees it. The file itself lies right behind, in the same piece of memory.
struct LogFile {
  sqlite3_file base;  // first, for SQLite knows of nothing else
  DatabaseFile* database = nullptr;
  sqlite3_int64 begin = 0;
  int size = 0;
  char* bytes = nullptr;  // made when first needed: whoever only reads has none
  sqlite3_int64 end = 0;  // of what was written last
  sqlite3_int64 unsynced = 0;
};

// What is kept of an open database, right behind the system's own file: SQLite calls the system
// itself, but for the locks of the log, which go through the database's file.
struct DatabaseFile {
  sqlite3_io_methods methods;
  const sqlite3_io_methods* system;
  sqlite3_file* log;  // of the same connection, if it is open
  bool writes;        // holds the lock of the log
};

LogFile& Log(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }
sqlite3_file* Behind(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&Log(file) + 1); }
const sqlite3_io_methods& Methods(sqlite3_file* file) { return *Behind(file)->pMethods; }

// Writes what was gathered. After an error it is gone: SQLite gives the transaction up, and writes
// the next one in the same place.
int Flush(sqlite3_file* file) {
  LogFile& log = Log(file);
  const int size = std::exchange(log.size, 0);
  if (size == 0) return SQLITE_OK;
  return Methods(file).xWrite(Behind(file), log.bytes, size, log.begin);
}

int Close(sqlite3_file* file) {
  const int flushed = Flush(file);
  if (Log(file).database != nullptr) Log(file).database->log = nullptr;
  sqlite3_free(std::exchange(Log(file).bytes, nullptr));
  const int closed = Methods(file).xClose(Behind(file));
  return flushed == SQLITE_OK ? closed : flushed;
}

int Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
  if (const int code = Flush(file); code != SQLITE_OK) return code;
  return Methods(file).xRead(Behind(file), bytes, size, at);
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  LogFile& log = Log(file);
  log.end = at + size;
  log.unsynced += size;
  if (at != log.begin + log.size || log.size + size > kMostGathered) {
    if (const int code = Flush(file); code != SQLITE_OK) return code;
  }
  if (log.bytes == nullptr) log.bytes = static_cast<char*>(sqlite3_malloc(kMostGathered));
  if (log.bytes == nullptr || size > kMostGathered) {
    return Methods(file).xWrite(Behind(file), bytes, size, at);
  }
  if (log.size == 0) log.begin = at;
  std::memcpy(log.bytes + log.size, bytes, static_cast<size_t>(size));
  log.size += size;
  return SQLITE_OK;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = Flush(file); code != SQLITE_OK) return code;
  return Methods(file).xTruncate(Behind(file), size);
}

// Only for the one who holds the lock: nobody else makes the log longer or shorter meanwhile. The
// transaction is durable by now, so nothing is amiss if this fails: what could be added is used,
// and without it the log grows as it is written.
void Lengthen(sqlite3_file* file, int flags) {
  static constexpr std::array<char, kMostGathered> kZeros = {};
  sqlite3_int64 size = 0;
  if (Methods(file).xFileSize(Behind(file), &size) != SQLITE_OK) return;
  if (size - Log(file).end >= kShort) return;
  for (const sqlite3_int64 end = size + kAdded; size < end; size += kMostGathered) {
    if (Methods(file).xWrite(Behind(file), kZeros.data(), kMostGathered, size) != SQLITE_OK) break;
  }
  Methods(file).xSync(Behind(file), flags);
}

int Sync(sqlite3_file* file, int flags) {
  if (const int code = Flush(file); code != SQLITE_OK) return code;
  if (const int code = Methods(file).xSync(Behind(file), flags); code != SQLITE_OK) return code;
  const sqlite3_int64 written = std::exchange(Log(file).unsynced, 0);
  if (0 < written && written <= kShort && Log(file).database->writes) Lengthen(file, flags);
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  if (const int code = Flush(file); code != SQLITE_OK) return code;
  return Methods(file).xFileSize(Behind(file), size);
}

// Of the first version: what came later is for the database itself.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = Close,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize = FileSize,
    .xLock = [](sqlite3_file* file, int kind) { return Methods(file).xLock(Behind(file), kind); },
    .xUnlock = [](sqlite3_file* file,
                  int kind) { return Methods(file).xUnlock(Behind(file), kind); },
    .xCheckReservedLock =
        [](sqlite3_file* file, int* held) {
          return Methods(file).xCheckReservedLock(Behind(file), held);
        },
    .xFileControl = [](sqlite3_file* file, int what,
                       void* of) { return Methods(file).xFileControl(Behind(file), what, of); },
    .xSectorSize = [](sqlite3_file* file) { return Methods(file).xSectorSize(Behind(file)); },
    .xDeviceCharacteristics =
        [](sqlite3_file* file) { return Methods(file).xDeviceCharacteristics(Behind(file)); },
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr};

// The system's own; null if there is none.
sqlite3_vfs* System() {
  static sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
  return system;
}

// What the system's own file takes, so that something else may lie behind it.
size_t SystemFileSize() {
  constexpr size_t kAlign = alignof(DatabaseFile);
  return (static_cast<size_t>(System()->szOsFile) + kAlign - 1) / kAlign * kAlign;
}

DatabaseFile& Database(sqlite3_file* file) {
  return *reinterpret_cast<DatabaseFile*>(reinterpret_cast<char*>(file) + SystemFileSize());
}

// What was gathered belongs to the lock. Of a transaction that was given up it may be the rest, and
// whoever writes next writes in the same place.
int LockLog(sqlite3_file* file, int first, int count, int flags) {
  DatabaseFile& database = Database(file);
  const bool to_write = first <= kWriteLock && kWriteLock < first + count;
  const bool lock = (flags & SQLITE_SHM_LOCK) != 0;
  if (to_write && !lock && database.log != nullptr) Flush(database.log);
  const int code = database.system->xShmLock(file, first, count, flags);
  if (to_write && code == SQLITE_OK) database.writes = lock;
  return code;
}

int OpenDatabase(const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = System()->xOpen(System(), name, file, flags, out_flags);
  if (code != SQLITE_OK) return code;
  DatabaseFile& database = Database(file);
  new (&database) DatabaseFile{*file->pMethods, file->pMethods, nullptr, false};
  database.methods.xShmLock = LockLog;
  file->pMethods = &database.methods;
  return code;
}

int OpenLog(const char* name, sqlite3_file* file, int flags, int* out_flags) {
  new (file) LogFile();
  const int code = System()->xOpen(System(), name, Behind(file), flags, out_flags);
  file->pMethods = code == SQLITE_OK ? &kMethods : nullptr;
  if (code != SQLITE_OK) return code;
  Log(file).database = &Database(sqlite3_database_file_object(name));
  Log(file).database->log = file;
  return code;
}

// All other files are the system's own, with nothing in between.
int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) return OpenDatabase(name, file, flags, out_flags);
  if ((flags & SQLITE_OPEN_WAL) != 0) return OpenLog(name, file, flags, out_flags);
  return System()->xOpen(System(), name, file, flags, out_flags);
}

// What concerns no open file goes to the system as it is.
sqlite3_vfs MakeVfs() {
  sqlite3_vfs vfs = *System();
  vfs.iVersion = std::min(vfs.iVersion, 2);
  vfs.szOsFile =
      static_cast<int>(SystemFileSize() + std::max(sizeof(LogFile), sizeof(DatabaseFile)));
  vfs.pNext = nullptr;
  vfs.zName = kName;
  vfs.xOpen = Open;
  vfs.xDelete = [](sqlite3_vfs*, const char* name, int sync) {
    return System()->xDelete(System(), name, sync);
  };
  vfs.xAccess = [](sqlite3_vfs*, const char* name, int flags, int* result) {
    return System()->xAccess(System(), name, flags, result);
  };
  vfs.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* path) {
    return System()->xFullPathname(System(), name, size, path);
  };
  vfs.xRandomness = [](sqlite3_vfs*, int size, char* bytes) {
    return System()->xRandomness(System(), size, bytes);
  };
  vfs.xSleep = [](sqlite3_vfs*, int micros) { return System()->xSleep(System(), micros); };
  vfs.xCurrentTime = [](sqlite3_vfs*, double* now) {
    return System()->xCurrentTime(System(), now);
  };
  vfs.xGetLastError = [](sqlite3_vfs*, int size, char* text) {
    return System()->xGetLastError(System(), size, text);
  };
  if (vfs.iVersion >= 2) {
    vfs.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* now) {
      return System()->xCurrentTimeInt64(System(), now);
    };
  }
  return vfs;
}

bool Register() {
  if (System() == nullptr) return false;
  static sqlite3_vfs vfs = MakeVfs();
  return sqlite3_vfs_register(&vfs, /*makeDflt=*/0) == SQLITE_OK;
}

}  // namespace

const char* GatheringVfs() {
  static const bool registered = Register();
  return registered ? kName : nullptr;
}

}  // namespace pingyi::sql
