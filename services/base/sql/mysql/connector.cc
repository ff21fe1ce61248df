#include "services/base/sql/mysql/connector.h"

namespace pingyi::sql {
namespace {

// The client library keeps data per thread, made and freed by these two calls.
class ThreadRegistration {
 public:
  explicit ThreadRegistration(connector::Driver& driver) : driver_(driver) { driver_.threadInit(); }
  ~ThreadRegistration() { driver_.threadEnd(); }
  ThreadRegistration(const ThreadRegistration&) = delete;
  ThreadRegistration& operator=(const ThreadRegistration&) = delete;

 private:
  connector::Driver& driver_;
};

}  // namespace

connector::Driver& ConnectorDriver() {
  // The connector looks its driver up in a map it does not lock: only the first caller may ask.
  static connector::Driver& driver = *connector::mysql::get_driver_instance();
  thread_local const ThreadRegistration registration(driver);
  return driver;
}

}  // namespace pingyi::sql
