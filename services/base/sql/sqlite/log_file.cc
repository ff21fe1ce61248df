#include "services/base/sql/sqlite/log_file.h"

#include <algorithm>
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

// An open log as SQLite sees it. The file itself lies right behind, in the same piece of memory.
struct LogFile {
  sqlite3_file base;  // first, for SQLite knows of nothing else
  sqlite3_int64 begin = 0;
  int size = 0;
  char* bytes = nullptr;  // made when first needed: whoever only reads has none
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

int Sync(sqlite3_file* file, int flags) {
  if (const int code = Flush(file); code != SQLITE_OK) return code;
  return Methods(file).xSync(Behind(file), flags);
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

sqlite3_vfs* System(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

// Files that are no log are the system's own, with nothing in between.
int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* system = System(vfs);
  if ((flags & SQLITE_OPEN_WAL) == 0) return system->xOpen(system, name, file, flags, out_flags);
  new (file) LogFile();
  const int code = system->xOpen(system, name, Behind(file), flags, out_flags);
  file->pMethods = code == SQLITE_OK ? &kMethods : nullptr;
  return code;
}

// What concerns no open file goes to the system as it is.
sqlite3_vfs MakeVfs(sqlite3_vfs& system) {
  sqlite3_vfs vfs = system;
  vfs.iVersion = std::min(system.iVersion, 2);
  vfs.szOsFile = static_cast<int>(sizeof(LogFile)) + system.szOsFile;
  vfs.pNext = nullptr;
  vfs.zName = kName;
  vfs.pAppData = &system;
  vfs.xOpen = Open;
  vfs.xDelete = [](sqlite3_vfs* self, const char* name, int sync) {
    return System(self)->xDelete(System(self), name, sync);
  };
  vfs.xAccess = [](sqlite3_vfs* self, const char* name, int flags, int* result) {
    return System(self)->xAccess(System(self), name, flags, result);
  };
  vfs.xFullPathname = [](sqlite3_vfs* self, const char* name, int size, char* path) {
    return System(self)->xFullPathname(System(self), name, size, path);
  };
  vfs.xRandomness = [](sqlite3_vfs* self, int size, char* bytes) {
    return System(self)->xRandomness(System(self), size, bytes);
  };
  vfs.xSleep = [](sqlite3_vfs* self, int micros) {
    return System(self)->xSleep(System(self), micros);
  };
  vfs.xCurrentTime = [](sqlite3_vfs* self, double* now) {
    return System(self)->xCurrentTime(System(self), now);
  };
  vfs.xGetLastError = [](sqlite3_vfs* self, int size, char* text) {
    return System(self)->xGetLastError(System(self), size, text);
  };
  if (vfs.iVersion >= 2) {
    vfs.xCurrentTimeInt64 = [](sqlite3_vfs* self, sqlite3_int64* now) {
      return System(self)->xCurrentTimeInt64(System(self), now);
    };
  }
  return vfs;
}

bool Register() {
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  if (system == nullptr) return false;
  static sqlite3_vfs vfs = MakeVfs(*system);
  return sqlite3_vfs_register(&vfs, /*makeDflt=*/0) == SQLITE_OK;
}

}  // namespace

const char* GatheringVfs() {
  static const bool registered = Register();
  return registered ? kName : nullptr;
}

}  // namespace pingyi::sql
