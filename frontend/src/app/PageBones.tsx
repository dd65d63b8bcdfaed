import l from '../ui/layout.module.css';
import { Bone, Loading, RowBones } from '../ui/states';

/** A page before anything of it is known. */
export function PageBones() {
  return (
    <div className={l.page}>
      <Loading className={l.stack}>
        <Bone width="14rem" shape="pill" />
        <Bone width="24rem" />
      </Loading>
      <div className={l.card}>
        <RowBones rows={5} />
      </div>
    </div>
  );
}
