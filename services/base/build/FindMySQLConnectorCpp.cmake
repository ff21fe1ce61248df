# Finds the JDBC-style API of MySQL Connector/C++, which comes with neither a CMake nor a pkg-config file for it, and
# defines the imported target MySQL::ConnectorCpp.
#
# Two layouts are known: Debian's 1.1 (cppconn/driver.h in the include directory; its headers need Boost) and Oracle's
# 8.x and 9.x (mysql/jdbc.h below mysql-cppconn or mysql-cppconn-8). Both call the library mysqlcppconn; mysqlcppconn8
# and mysqlcppconnx are another API. MySQLConnectorCpp_ROOT, as for every find module, names a place to look first.

find_path(MySQLConnectorCpp_INCLUDE_DIR
  NAMES cppconn/driver.h mysql/jdbc.h
  PATH_SUFFIXES mysql-cppconn mysql-cppconn-8 mysql-cppconn/include include
  DOC "Where cppconn/driver.h or mysql/jdbc.h of MySQL Connector/C++ is")
find_library(MySQLConnectorCpp_LIBRARY
  NAMES mysqlcppconn
  PATH_SUFFIXES lib64 lib
  DOC "The library of MySQL Connector/C++ with the JDBC-style API")

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MySQLConnectorCpp
  REQUIRED_VARS MySQLConnectorCpp_LIBRARY MySQLConnectorCpp_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "On Debian: apt-get install libmysqlcppconn-dev libboost-dev")
mark_as_advanced(MySQLConnectorCpp_INCLUDE_DIR MySQLConnectorCpp_LIBRARY)

if(MySQLConnectorCpp_FOUND AND NOT TARGET MySQL::ConnectorCpp)
  # What is imported is included as system headers; see services/base/sql/mysql/connector.h for why that matters.
  add_library(MySQL::ConnectorCpp UNKNOWN IMPORTED)
  set_target_properties(MySQL::ConnectorCpp PROPERTIES
    IMPORTED_LOCATION "${MySQLConnectorCpp_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${MySQLConnectorCpp_INCLUDE_DIR}")
endif()
