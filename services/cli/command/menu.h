// The command line: nouns, their verbs, and the options of each verb.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// The verb that the command line chose.
struct Choice {
  std::string what;  // "round open"
  std::function<absl::Status(Context&)> run;
};

// Declares the options of one verb. `names` are as CLI11 has them: "--round,round" may be given by
// name or by position.
class Flags {
 public:
  Flags(CLI::App& verb, Language language) : verb_(verb), language_(language) {}

  template <typename Value>
  CLI::Option* Required(const std::string& names, Value& value, const Label& help) {
    return Optional(names, value, help)->required();
  }
  template <typename Value>
  CLI::Option* Optional(const std::string& names, Value& value, const Label& help) {
    return verb_.add_option(names, value, help.In(language_));
  }
  CLI::Option* Switch(const std::string& names, bool& value, const Label& help) {
    return verb_.add_flag(names, value, help.In(language_));
  }

  // Options that many verbs have, each described once.
  void Round(std::string& value);
  void Cycle(std::string& value);
  void File(std::string& value);
  void Id(std::string& value);
  void Etag(std::string& value);
  void Reason(std::string& value, bool required);

 private:
  CLI::App& verb_;
  Language language_;
};

class Noun {
 public:
  // `prefix` is what goes before the verb's name in errors: "round ".
  Noun(CLI::App& app, std::string prefix, Choice& choice, Language language)
      : app_(app), prefix_(std::move(prefix)), choice_(choice), language_(language) {}

  // `declare` binds the options to fields of Options; `run` is called with them if the verb is the
  // one chosen.
  template <typename Options>
  Noun& Verb(const std::string& name, const Label& help, void (*declare)(Flags&, Options&),
             absl::Status (*run)(Context&, const Options&)) {
    auto options = std::make_shared<Options>();
    CLI::App* verb = app_.add_subcommand(name, help.In(language_));
    verb->fallthrough();
    Flags flags(*verb, language_);
    declare(flags, *options);
    verb->callback([choice = &choice_, what = prefix_ + name, options, run] {
      *choice = {what, [options, run](Context& context) { return run(context, *options); }};
    });
    return *this;
  }

 private:
  CLI::App& app_;
  std::string prefix_;
  Choice& choice_;
  Language language_;
};

class Menu {
 public:
  Menu(CLI::App& root, Language language) : root_(root), language_(language) {}

  // A noun with verbs below it.
  Noun AddNoun(const std::string& name, const Label& help);
  // A verb of its own, without a noun.
  template <typename Options>
  void AddVerb(const std::string& name, const Label& help, void (*declare)(Flags&, Options&),
               absl::Status (*run)(Context&, const Options&)) {
    Noun(root_, "", choice_, language_).Verb(name, help, declare, run);
  }
  const Choice& choice() const { return choice_; }

 private:
  CLI::App& root_;
  Language language_;
  Choice choice_;
};

}  // namespace pingyi::cli
