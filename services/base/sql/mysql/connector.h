// The connector's headers, from wherever the installed version keeps them. They are compiled as
// system headers: 1.1 still marks its destructors throw(), which C++20 took out of the language and
// compilers take for noexcept with a warning that -Werror would make an error.
//
// The connector's namespace is ::sql; inside pingyi::sql that name means our own, hence the alias.
#pragma once

#if __has_include(<mysql/jdbc.h>)
// Oracle's packages, 8.x and 9.x.
#include <mysql/jdbc.h>
#define PINGYI_CONNECTOR_OF_ORACLE 1
#else
// Debian's package, 1.1.
#include <cppconn/connection.h>
#include <cppconn/datatype.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/parameter_metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>
#define PINGYI_CONNECTOR_OF_ORACLE 0
#endif

namespace pingyi::sql {

namespace connector = ::sql;

// The connector's only driver object, ready for the calling thread, which must have asked for it
// before it uses a connection. Thread safe.
connector::Driver& ConnectorDriver();

}  // namespace pingyi::sql
