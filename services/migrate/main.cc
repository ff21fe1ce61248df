// pingyi-migrate: which service has which schema; wiring only.
#include <iostream>

#include "services/appraisal/store/schema.h"
#include "services/migrate/program.h"
#include "services/report/store/schema.h"
#include "services/result/store/schema.h"

int main(int argc, char** argv) {
  const pingyi::migrate::ServiceSchema services[] = {{"report", pingyi::report::Migrations()},
                                                     {"appraisal", pingyi::appraisal::Migrations()},
                                                     {"result", pingyi::result::Migrations()}};
  return static_cast<int>(
      pingyi::migrate::Run({argv + 1, argv + argc}, services, std::cout, std::cerr));
}
