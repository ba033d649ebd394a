pub use rustpython_vm as vm; pub use rustpython_stdlib as s; pub use rustpython_pylib as p; pub use resvg as r;
