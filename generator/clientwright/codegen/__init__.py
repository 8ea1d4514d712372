"""From specs to a package on disk: plan, render, write.

schema_split      which part of a schema the models express, and which the runtime's interpreter
output_types      the types of outputs, from which no answer is lost
package_plan      names, order, paths and texts, as data
type_registry     the types of one endpoint's module, each named once
type_forms        types without their names and numbers
type_spelling     the annotation of each form, spelled by datamodel-code-generator
pydantic_models   the models, from their spelled types
render            templates, which accept nothing but `Code`
render_package    lint, plan, render, format: from specs to a package's files
lock_file         hashes of inputs and outputs, to distinguish edits from staleness
write_package     write the files to disk, all or nothing
build_result      what a build did, and the note by which the next run knows that nothing is to do
package_build     all of the above for one package
"""
